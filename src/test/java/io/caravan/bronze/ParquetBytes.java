package io.caravan.bronze;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.util.Utf8;
import org.apache.camel.dataformat.parquet.avro.ParquetAvroDataFormat;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * Writes batches with Camel's own data format, as the Kamelet does, and reads them with another
 * library.
 */
final class ParquetBytes {
  private ParquetBytes() {}

  static byte[] write(Batch batch) {
    var schema = AvroSchemas.record("test", MetadataColumns.appendedTo(batch.columns()));
    var file =
        new BronzeRecord.File(
            schema, batch.columns().list().size(), 0L, new Utf8("test"), new Utf8("batch"));
    ParquetAvroDataFormat format = new ParquetAvroDataFormat();
    format.setCompressionCodecName("ZSTD");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      format.marshal(new DefaultExchange(camel), new BronzeRecords(file, batch), bytes);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return LocalTimes.declare(bytes.toByteArray());
  }

  /** One column's values as DuckDB prints them. */
  static List<String> read(byte[] parquet, Path folder, String expression) {
    try {
      Path file = Files.createTempFile(folder, "rows", ".parquet");
      Files.write(file, parquet);
      try (var duck = DriverManager.getConnection("jdbc:duckdb:");
          var statement = duck.createStatement()) {
        statement.execute("set timezone = 'UTC'");
        try (ResultSet rows =
            statement.executeQuery(
                "select (%s)::varchar from read_parquet('%s', file_row_number = true) order by file_row_number"
                    .formatted(expression, file))) {
          List<String> values = new ArrayList<>();
          while (rows.next()) {
            values.add(rows.getString(1));
          }
          return values;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new AssertionError(expression, e);
    }
  }
}
