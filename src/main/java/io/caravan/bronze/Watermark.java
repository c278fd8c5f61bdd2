package io.caravan.bronze;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The column that says when, or in which order, a row was last changed, as one kind of value: what
 * a position holds as text, a statement as a parameter, and a query on bronze as a literal.
 */
public sealed interface Watermark {
  /** The value at an instant; empty for numbers, which know no time. */
  Optional<Object> at(Instant instant);

  Object parse(String text);

  String text(Object value);

  /** SQL of the lake's engine. */
  String literal(Object value);

  /** What a database's own driver takes. */
  Object parameter(Object value);

  /** So much earlier, or less. */
  Object minus(Object value, Lookback lookback);

  int compare(Object a, Object b);

  /** The value that a row holds, from what its codec made of it. */
  Object ofRow(Object encoded);

  /**
   * How far back to look for rows that were committed late.
   *
   * @param time for dates and times
   * @param number for numbers
   */
  record Lookback(Duration time, long number) {
    boolean none() {
      return time.isZero() && number == 0;
    }
  }

  /** Empty when a column of that type cannot order changes. */
  static Optional<Watermark> of(ColumnType type, ZoneId zone) {
    if (type == Simple.TIMESTAMP || type == Simple.TIMESTAMPTZ || type == Simple.DATE) {
      return Optional.of(new Time((Simple) type, zone));
    }
    boolean whole =
        type == Simple.INT
            || type == Simple.LONG
            || (type instanceof ColumnType.Decimal decimal && decimal.scale() == 0);
    return whole ? Optional.of(new Number()) : Optional.empty();
  }

  /**
   * Dates and times; values are microseconds of the column's own clock, so that comparing them is
   * comparing what the database holds.
   *
   * @param zone whose wall clock a column without a zone shows
   */
  record Time(Simple type, ZoneId zone) implements Watermark {
    private static final long DAY = 86_400_000_000L;

    @Override
    public Optional<Object> at(Instant instant) {
      LocalDateTime wall = LocalDateTime.ofInstant(instant, zone);
      return Optional.of(
          switch (type) {
            case DATE -> wall.toLocalDate().toEpochDay() * DAY;
            case TIMESTAMP -> micros(wall.toInstant(ZoneOffset.UTC));
            default -> micros(instant);
          });
    }

    private static long micros(Instant instant) {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    private static Instant instant(Object micros) {
      return Instant.EPOCH.plus((Long) micros, ChronoUnit.MICROS);
    }

    private static LocalDateTime wall(Object micros) {
      return LocalDateTime.ofInstant(instant(micros), ZoneOffset.UTC);
    }

    @Override
    public Object parse(String text) {
      return switch (type) {
        case DATE -> LocalDate.parse(text).toEpochDay() * DAY;
        case TIMESTAMP -> micros(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        default -> micros(Instant.parse(text));
      };
    }

    @Override
    public String text(Object value) {
      return switch (type) {
        case DATE -> wall(value).toLocalDate().toString();
        case TIMESTAMP -> wall(value).toString();
        default -> instant(value).toString();
      };
    }

    @Override
    public String literal(Object value) {
      return switch (type) {
        case DATE -> "date '" + wall(value).toLocalDate() + "'";
        case TIMESTAMP -> "timestamp '" + wall(value) + "'";
        default -> "timestamptz '" + instant(value) + "'";
      };
    }

    @Override
    public Object parameter(Object value) {
      return switch (type) {
        case DATE -> wall(value).toLocalDate();
        case TIMESTAMP -> wall(value);
        default -> OffsetDateTime.ofInstant(instant(value), ZoneOffset.UTC);
      };
    }

    @Override
    public Object minus(Object value, Lookback lookback) {
      long earlier = (Long) value - lookback.time().toNanos() / 1000;
      return type == Simple.DATE ? Math.floorDiv(earlier, DAY) * DAY : (Object) earlier;
    }

    @Override
    public int compare(Object a, Object b) {
      return Long.compare((Long) a, (Long) b);
    }

    @Override
    public Object ofRow(Object encoded) {
      return encoded instanceof Integer days ? days * DAY : (Long) encoded;
    }
  }

  /** Whole numbers that only grow: a sequence, a version. */
  record Number() implements Watermark {
    @Override
    public Optional<Object> at(Instant instant) {
      return Optional.empty();
    }

    @Override
    public Object parse(String text) {
      return new BigInteger(text);
    }

    @Override
    public String text(Object value) {
      return value.toString();
    }

    @Override
    public String literal(Object value) {
      return value.toString();
    }

    @Override
    public Object parameter(Object value) {
      BigInteger number = (BigInteger) value;
      return number.bitLength() < 64 ? (Object) number.longValue() : new BigDecimal(number);
    }

    @Override
    public Object minus(Object value, Lookback lookback) {
      return ((BigInteger) value).subtract(BigInteger.valueOf(lookback.number()));
    }

    @Override
    public int compare(Object a, Object b) {
      return ((BigInteger) a).compareTo((BigInteger) b);
    }

    @Override
    public Object ofRow(Object encoded) {
      return encoded instanceof org.apache.avro.generic.GenericFixed fixed
          ? new BigInteger(fixed.bytes())
          : BigInteger.valueOf(((java.lang.Number) encoded).longValue());
    }
  }
}
