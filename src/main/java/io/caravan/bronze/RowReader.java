package io.caravan.bronze;

import io.caravan.record.Column;
import io.caravan.record.ColumnType;
import io.caravan.record.Columns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Turns raw rows into {@link Row}s. A value that its column's type cannot hold (NaN in a {@code
 * numeric(10,2)}, a matrix in an {@code int[]}) is never lost: it goes as text into a column {@code
 * <name>__text}, which exists from the first such value on.
 */
final class RowReader {
  private static final String TEXT = "__text";
  private final RowHash hash = new RowHash();
  private final List<Column> columns;
  private final Codec[] codecs;
  private final byte[][] headers;
  private final int[] hashOrder;
  private final int[] textOf;

  RowReader(Columns columns) {
    this.columns = new ArrayList<>(columns.list());
    int n = columns.list().size();
    codecs = new Codec[n];
    headers = new byte[n][];
    textOf = new int[n];
    for (int i = 0; i < n; i++) {
      Column column = columns.list().get(i);
      codecs[i] = Codecs.of(column.type(), column.name());
      headers[i] = RowHash.header(column.name());
    }
    Comparator<byte[]> byName = Arrays::compareUnsigned;
    hashOrder =
        java.util.stream.IntStream.range(0, n)
            .boxed()
            .sorted(
                Comparator.comparing(
                    (Integer i) -> columns.list().get(i).name().getBytes(StandardCharsets.UTF_8),
                    byName))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** The columns of the rows read so far. */
  Columns columns() {
    return new Columns(columns);
  }

  /** How many columns there are by now: it grows when the first misfit of a column is met. */
  int width() {
    return columns.size();
  }

  Row read(Object[] raw) {
    Object[] values = new Object[columns.size()];
    hash.reset();
    for (int i : hashOrder) {
      if (raw[i] == null) {
        continue;
      }
      hash.column(headers[i]);
      Object value = codecs[i].encode(raw[i], hash);
      if (value == Codec.MISFIT) {
        byte[] text = Codecs.textBytes(raw[i]);
        hash.value('s', text);
        values = keepText(i, text, values);
      } else {
        values[i] = value;
      }
    }
    return new Row(values, hash.hex(), hash.length());
  }

  private Object[] keepText(int column, byte[] text, Object[] values) {
    if (textOf[column] == 0) {
      columns.add(
          Column.optional(freeName(columns.get(column).name() + TEXT), ColumnType.Simple.STRING));
      textOf[column] = columns.size() - 1;
    }
    Object[] wider = Arrays.copyOf(values, columns.size());
    wider[textOf[column]] = new org.apache.avro.util.Utf8(text);
    return wider;
  }

  /** A source may have a column of that very name. */
  private String freeName(String wanted) {
    boolean taken = columns.stream().anyMatch(c -> c.name().equals(wanted));
    return taken ? freeName(wanted + "_") : wanted;
  }
}
