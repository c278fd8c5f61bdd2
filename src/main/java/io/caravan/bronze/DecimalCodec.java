package io.caravan.bronze;

import io.caravan.record.ColumnType.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Exact numbers of a fixed scale, as fixed-length two's complement. */
final class DecimalCodec implements Codec {
  private final Schema fixed;
  private final int size;
  private final Decimal type;

  DecimalCodec(Decimal type, Schema fixed) {
    this.type = type;
    this.fixed = fixed;
    this.size = fixed.getFixedSize();
  }

  /** Bytes that hold every number of that many digits. */
  static int size(int precision) {
    return BigInteger.TEN.pow(precision).bitLength() / 8 + 1;
  }

  @Override
  public Object encode(Object raw, RowHash hash) {
    if (raw instanceof byte[] text) {
      return text.length <= 18
          ? fromShortText(text, hash)
          : fromNumber(new String(text, StandardCharsets.UTF_8), hash);
    }
    return fromNumber(raw, hash);
  }

  /** At most 18 digits: no BigDecimal is needed. */
  private Object fromShortText(byte[] text, RowHash hash) {
    boolean negative = text.length > 0 && text[0] == '-';
    long unscaled = 0;
    int decimals = -1;
    int digits = 0;
    for (int i = negative ? 1 : 0; i < text.length; i++) {
      int c = text[i];
      if (c >= '0' && c <= '9') {
        unscaled = unscaled * 10 + (c - '0');
        digits++;
        decimals = decimals < 0 ? decimals : decimals + 1;
      } else if (c == '.' && decimals < 0) {
        decimals = 0;
      } else {
        return MISFIT;
      }
    }
    if (digits == 0 || Math.max(decimals, 0) != type.scale() || digits > type.precision()) {
      return fromNumber(new String(text, StandardCharsets.UTF_8), hash);
    }
    long value = negative ? -unscaled : unscaled;
    byte[] bytes = new byte[size];
    for (int i = size - 1, shift = 0; i >= 0; i--, shift += 8) {
      bytes[i] = (byte) (shift < 64 ? value >> shift : value >> 63);
    }
    return hashed(bytes, hash);
  }

  private Object fromNumber(Object raw, RowHash hash) {
    try {
      BigDecimal number =
          raw instanceof BigDecimal decimal ? decimal : new BigDecimal(raw.toString());
      BigDecimal scaled = number.setScale(type.scale());
      if (scaled.precision() > type.precision()) {
        return MISFIT;
      }
      byte[] minimal = scaled.unscaledValue().toByteArray();
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, 0, size - minimal.length, (byte) (scaled.signum() < 0 ? -1 : 0));
      System.arraycopy(minimal, 0, bytes, size - minimal.length, minimal.length);
      return hashed(bytes, hash);
    } catch (ArithmeticException | NumberFormatException finerThanItsScaleOrNotANumber) {
      return MISFIT;
    }
  }

  private Object hashed(byte[] bytes, RowHash hash) {
    int from = 0;
    // As few bytes as hold it: the hash must not depend on the precision, which widens.
    while (from < size - 1
        && ((bytes[from] == 0 && bytes[from + 1] >= 0)
            || (bytes[from] == -1 && bytes[from + 1] < 0))) {
      from++;
    }
    byte[] value = new byte[4 + size - from];
    value[3] = (byte) type.scale();
    System.arraycopy(bytes, from, value, 4, size - from);
    hash.value('n', value);
    return new GenericData.Fixed(fixed, bytes);
  }
}
