package io.caravan.bronze;

import io.caravan.record.ColumnType;
import io.caravan.record.ColumnType.Simple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;

/** The codec of each type. */
final class Codecs {
  private static final long CANONICAL_NAN = 0x7ff8000000000000L;

  private Codecs() {}

  static Codec of(ColumnType type, String column) {
    if (type instanceof Simple simple) {
      return simple(simple, column);
    }
    Schema schema = AvroSchemas.of(type, column);
    if (type instanceof ColumnType.Decimal decimal) {
      return new DecimalCodec(decimal, schema);
    }
    return new ListCodec(of(((ColumnType.ListOf) type).element(), column));
  }

  private static Codec simple(Simple type, String column) {
    return switch (type) {
      case BOOLEAN -> Codecs::bool;
      case INT -> (raw, hash) -> integer(raw, hash, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> (raw, hash) -> integer(raw, hash, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> (raw, hash) -> floating(raw, hash, true);
      case DOUBLE -> (raw, hash) -> floating(raw, hash, false);
      case DATE -> Codecs::date;
      case TIME -> (raw, hash) -> micros('t', timeMicros(raw), hash);
      case TIMESTAMP -> (raw, hash) -> micros('w', timestampMicros(raw), hash);
      case TIMESTAMPTZ -> (raw, hash) -> micros('z', instantMicros(raw), hash);
      case STRING -> Codecs::string;
      case UUID -> uuid(AvroSchemas.of(type, column));
      case BINARY -> Codecs::binary;
    };
  }

  /**
   * The text of a value that came as bytes of text, or as a Java value whose {@code toString} is
   * its text.
   */
  static byte[] textBytes(Object raw) {
    if (raw instanceof byte[] bytes) {
      return bytes;
    }
    String text = raw instanceof BigDecimal decimal ? decimal.toPlainString() : raw.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Object string(Object raw, RowHash hash) {
    byte[] bytes = textBytes(raw);
    hash.value('s', bytes);
    return new Utf8(bytes);
  }

  private static Object binary(Object raw, RowHash hash) {
    if (!(raw instanceof byte[] bytes)) {
      return Codec.MISFIT;
    }
    hash.value('y', bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static Object bool(Object raw, RowHash hash) {
    Boolean value = raw instanceof Boolean b ? b : parseBool(raw);
    if (value == null) {
      return Codec.MISFIT;
    }
    hash.value('b', value);
    return value;
  }

  private static Boolean parseBool(Object raw) {
    return switch (new String(textBytes(raw), StandardCharsets.UTF_8)) {
      case "t", "true", "TRUE" -> Boolean.TRUE;
      case "f", "false", "FALSE" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static Object integer(Object raw, RowHash hash, long least, long most) {
    boolean wide = least == Long.MIN_VALUE;
    // What the driver gave already is what Avro wants, in most columns: it is not boxed again.
    if (raw instanceof Long || raw instanceof Integer) {
      long given = ((Number) raw).longValue();
      if (given < least || given > most) {
        return Codec.MISFIT;
      }
      hash.value('i', given);
      return wide == raw instanceof Long ? raw : boxed(given, wide);
    }
    Long number = whole(raw);
    if (number == null || number < least || number > most) {
      return Codec.MISFIT;
    }
    hash.value('i', number);
    return wide ? number : boxed(number, false);
  }

  private static Object boxed(long number, boolean wide) {
    return wide ? (Object) number : (Object) (int) number;
  }

  private static Long whole(Object raw) {
    if (raw instanceof Short || raw instanceof Byte) {
      return ((Number) raw).longValue();
    }
    try {
      if (raw instanceof BigInteger big) {
        return big.longValueExact();
      }
      return raw instanceof BigDecimal decimal
          ? decimal.longValueExact()
          : Long.valueOf(new String(textBytes(raw), StandardCharsets.UTF_8));
    } catch (ArithmeticException | NumberFormatException notAWholeNumber) {
      return null;
    }
  }

  private static Object floating(Object raw, RowHash hash, boolean single) {
    double value;
    if (raw instanceof Double || raw instanceof Float) {
      value = ((Number) raw).doubleValue();
    } else {
      try {
        value = Double.parseDouble(new String(textBytes(raw), StandardCharsets.UTF_8));
      } catch (NumberFormatException notANumber) {
        return Codec.MISFIT;
      }
    }
    hash.value('f', Double.isNaN(value) ? CANONICAL_NAN : Double.doubleToRawLongBits(value));
    if (single) {
      return raw instanceof Float ? raw : Float.valueOf((float) value);
    }
    return raw instanceof Double ? raw : Double.valueOf(value);
  }

  private static Object date(Object raw, RowHash hash) {
    long days;
    if (raw instanceof LocalDate date) {
      days = date.toEpochDay();
    } else {
      days =
          raw instanceof java.sql.Date date
              ? date.toLocalDate().toEpochDay()
              : TimeText.date(textBytes(raw));
    }
    if (days < Integer.MIN_VALUE || days > Integer.MAX_VALUE) {
      return Codec.MISFIT;
    }
    hash.value('d', days);
    return (int) days;
  }

  private static Object micros(char tag, long micros, RowHash hash) {
    if (micros == TimeText.UNREADABLE) {
      return Codec.MISFIT;
    }
    hash.value(tag, micros);
    return micros;
  }

  private static long timeMicros(Object raw) {
    if (raw instanceof LocalTime time) {
      return time.getNano() % 1000 == 0 ? time.toNanoOfDay() / 1000 : TimeText.UNREADABLE;
    }
    return TimeText.time(textBytes(raw));
  }

  private static long timestampMicros(Object raw) {
    if (raw instanceof LocalDateTime local) {
      return epochMicros(local.toInstant(ZoneOffset.UTC));
    }
    if (raw instanceof java.sql.Timestamp timestamp) {
      return epochMicros(timestamp.toLocalDateTime().toInstant(ZoneOffset.UTC));
    }
    return TimeText.timestamp(textBytes(raw));
  }

  private static long instantMicros(Object raw) {
    if (raw instanceof OffsetDateTime time) {
      return epochMicros(time.toInstant());
    }
    if (raw instanceof ZonedDateTime time) {
      return epochMicros(time.toInstant());
    }
    if (raw instanceof Instant instant) {
      return epochMicros(instant);
    }
    return raw instanceof java.util.Date date
        ? epochMicros(Instant.ofEpochMilli(date.getTime()))
        : TimeText.timestamp(textBytes(raw));
  }

  private static long epochMicros(Instant instant) {
    return instant.getNano() % 1000 == 0
        ? Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000)
        : TimeText.UNREADABLE;
  }

  private static Codec uuid(Schema fixed) {
    return (raw, hash) -> {
      UUID uuid;
      try {
        uuid =
            raw instanceof UUID given
                ? given
                : UUID.fromString(new String(textBytes(raw), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException notAUuid) {
        return Codec.MISFIT;
      }
      byte[] bytes =
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
      hash.value('u', bytes);
      return new GenericData.Fixed(fixed, bytes);
    };
  }
}
