package io.caravan.route;

import io.caravan.bronze.RawRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.camel.component.sql.RowMapperFactory;
import org.springframework.jdbc.core.RowMapper;

/**
 * Makes Camel's SQL component give rows as bare arrays of what the driver has, instead of a map a
 * row.
 */
public final class RawRowMapper implements RowMapperFactory {
  @Override
  public RowMapper<?> newColumnRowMapper() {
    return new Rows();
  }

  @Override
  public RowMapper<?> newBeanRowMapper(Class<?> type) {
    throw new UnsupportedOperationException(
        "Cannot read rows as %s: this mapper gives raw rows; leave 'outputClass' out."
            .formatted(type));
  }

  /** Camel asks for one mapper a result set. */
  private static final class Rows implements RowMapper<Object[]> {
    private RawRow row;

    @Override
    public Object[] mapRow(ResultSet rows, int number) throws SQLException {
      if (row == null) {
        row = new RawRow(rows);
      }
      return row.take();
    }
  }
}
