package io.caravan.lake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.UnicodeUtil;

/**
 * The smallest and largest value of a column in a file, as Iceberg keeps them and as {@link
 * StagedFile.ColumnStats} has them.
 */
final class ColumnBounds {
  // Keys often share a long prefix; Iceberg's own 16 would make every file look as if it held every
  // key.
  private static final int TEXT = 64;

  private ColumnBounds() {}

  /** Null when the value cannot bound the column. */
  static ByteBuffer lower(Type type, Object value) {
    Object stored = stored(type, value, RoundingMode.FLOOR);
    if (stored instanceof String text) {
      return Conversions.toByteBuffer(
          type, UnicodeUtil.truncateStringMin(Literal.of(text), TEXT).value());
    }
    return stored == null ? null : Conversions.toByteBuffer(type, stored);
  }

  /** Null when the value cannot bound the column. */
  static ByteBuffer upper(Type type, Object value) {
    Object stored = stored(type, value, RoundingMode.CEILING);
    if (stored instanceof String text) {
      Literal<CharSequence> cut = UnicodeUtil.truncateStringMax(Literal.of(text), TEXT);
      return cut == null ? null : Conversions.toByteBuffer(type, cut.value());
    }
    return stored == null ? null : Conversions.toByteBuffer(type, stored);
  }

  private static Object stored(Type type, Object value, RoundingMode outward) {
    return switch (type.typeId()) {
      case BOOLEAN -> value instanceof Boolean ? value : null;
      case INTEGER -> value instanceof Number n ? (Object) n.intValue() : null;
      case LONG -> value instanceof Number n ? (Object) n.longValue() : null;
      case FLOAT -> value instanceof Number n ? real(n, outward) : null;
      case DOUBLE -> value instanceof Number n ? zero(n.doubleValue(), outward) : null;
      case DATE -> value instanceof LocalDate d ? (Object) Math.toIntExact(d.toEpochDay()) : null;
      case TIME -> value instanceof LocalTime t ? (Object) (t.toNanoOfDay() / 1000) : null;
      case TIMESTAMP -> micros(value);
      case STRING -> value instanceof String ? value : null;
      case UUID -> value instanceof UUID ? value : null;
      case DECIMAL ->
          value instanceof BigDecimal d
              ? d.setScale(((Types.DecimalType) type).scale(), outward)
              : null;
      default -> null;
    };
  }

  private static Float real(Number value, RoundingMode outward) {
    Double bound = zero(value.floatValue(), outward);
    return bound == null ? null : Float.valueOf(bound.floatValue());
  }

  /**
   * NaN bounds nothing; of the two zeros the outer one is taken, since readers compare them
   * differently.
   */
  private static Double zero(double value, RoundingMode outward) {
    if (Double.isNaN(value)) {
      return null;
    }
    return value == 0 ? (outward == RoundingMode.FLOOR ? -0.0 : 0.0) : Double.valueOf(value);
  }

  private static Long micros(Object value) {
    if (value instanceof LocalDateTime local) {
      return micros(local.toInstant(ZoneOffset.UTC));
    }
    return value instanceof Instant instant ? (Long) micros(instant) : null;
  }

  // ChronoUnit counts nanoseconds on the way, of which a long holds no more than 292 years.
  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  /** The value as {@link StagedFile.ColumnStats} has it; null for types that are not bounded. */
  static Object read(Type type, ByteBuffer stored) {
    Object value = Conversions.fromByteBuffer(type, stored);
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, UUID, DECIMAL -> value;
      case STRING -> value.toString();
      case DATE -> LocalDate.ofEpochDay((Integer) value);
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1000);
      case TIMESTAMP -> {
        Instant instant = Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS);
        yield ((Types.TimestampType) type).shouldAdjustToUTC()
            ? instant
            : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      }
      default -> null;
    };
  }
}
