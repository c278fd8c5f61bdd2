package io.caravan.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's arithmetic: ints without bounds, division that floors, true division. */
public final class Numbers {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int LARGEST_BITS = 1 << 17;
  private static final long EXACT_IN_DOUBLE = 1L << 53;

  private Numbers() {}

  /** A value of the host as one of the few types the interpreter works with. */
  public static Object adopt(Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    } else if (value instanceof Float) {
      return Double.valueOf(value.toString());
    } else if (value instanceof BigInteger) {
      return small((BigInteger) value);
    } else if (value instanceof Character) {
      return value.toString();
    }
    return value;
  }

  /** Booleans as ints; {@code null} if it is not a number. */
  static Number number(Object value) {
    if (value instanceof Boolean) {
      return (Boolean) value ? 1L : 0L;
    }
    Object adopted = adopt(value);
    return adopted instanceof Number ? (Number) adopted : null;
  }

  static Object small(BigInteger value) {
    return value.compareTo(LEAST) >= 0 && value.compareTo(GREATEST) <= 0
        ? (Object) value.longValue()
        : value;
  }

  public static BigInteger big(Number value) {
    return value instanceof BigInteger ? (BigInteger) value : BigInteger.valueOf(value.longValue());
  }

  static boolean floating(Number a, Number b) {
    return a instanceof Double || b instanceof Double;
  }

  static boolean decimal(Number a, Number b) {
    return a instanceof BigDecimal || b instanceof BigDecimal;
  }

  static BigDecimal exact(Number value) {
    if (value instanceof BigDecimal) {
      return (BigDecimal) value;
    }
    return value instanceof Double
        ? new BigDecimal(value.doubleValue())
        : new BigDecimal(big(value));
  }

  static double toDouble(Number value) {
    double result = value.doubleValue();
    if (Double.isInfinite(result) && !(value instanceof Double)) {
      throw new Fault(Fault.Kind.OVERFLOW, "int too large to convert to float", "");
    }
    return result;
  }

  static Object add(Number a, Number b) {
    if (a instanceof Long && b instanceof Long) {
      long x = a.longValue();
      long y = b.longValue();
      long sum = x + y;
      return ((x ^ sum) & (y ^ sum)) < 0 ? (Object) big(a).add(big(b)) : (Object) sum;
    } else if (floating(a, b)) {
      return toDouble(a) + toDouble(b);
    }
    return decimal(a, b) ? exact(a).add(exact(b)) : small(big(a).add(big(b)));
  }

  static Object subtract(Number a, Number b) {
    return floating(a, b) ? (Object) (toDouble(a) - toDouble(b)) : add(a, (Number) negate(b));
  }

  static Object negate(Number value) {
    if (value instanceof Double) {
      return -value.doubleValue();
    }
    return value instanceof BigDecimal ? ((BigDecimal) value).negate() : small(big(value).negate());
  }

  static Object multiply(Number a, Number b) {
    if (floating(a, b)) {
      return toDouble(a) * toDouble(b);
    } else if (decimal(a, b)) {
      return exact(a).multiply(exact(b));
    }
    BigInteger x = big(a);
    BigInteger y = big(b);
    requireSmall((long) x.bitLength() + y.bitLength());
    return small(x.multiply(y));
  }

  private static void requireSmall(long bits) {
    if (bits > LARGEST_BITS) {
      throw new Fault(
          Fault.Kind.LIMIT,
          "a number of " + bits + " bits is larger than " + LARGEST_BITS,
          "Use smaller numbers.");
    }
  }

  static Object divide(Number a, Number b) {
    if (zero(b)) {
      throw Fault.zeroDivision(floating(a, b) ? "float division by zero" : "division by zero");
    } else if (floating(a, b)) {
      return toDouble(a) / toDouble(b);
    } else if (decimal(a, b)) {
      return exact(a).divide(exact(b), MathContext.DECIMAL64);
    } else if (exactInDouble(a) && exactInDouble(b)) {
      return a.doubleValue() / b.doubleValue();
    }
    double result =
        new BigDecimal(big(a))
            .divide(new BigDecimal(big(b)), new MathContext(60, RoundingMode.HALF_EVEN))
            .doubleValue();
    if (Double.isInfinite(result)) {
      throw new Fault(Fault.Kind.OVERFLOW, "integer division result too large for a float", "");
    }
    return result;
  }

  private static boolean exactInDouble(Number value) {
    return value instanceof Long && Math.abs(value.longValue()) <= EXACT_IN_DOUBLE;
  }

  static boolean zero(Number value) {
    return value instanceof Double ? value.doubleValue() == 0 : exact(value).signum() == 0;
  }

  static Object floorDivide(Number a, Number b) {
    if (zero(b)) {
      throw Fault.zeroDivision(
          floating(a, b) ? "float floor division by zero" : "integer division or modulo by zero");
    } else if (floating(a, b)) {
      double x = toDouble(a);
      double y = toDouble(b);
      double remainder = floatModulo(x, y);
      double quotient = (x - remainder) / y;
      double floor = Math.floor(quotient);
      return quotient - floor > 0.5 ? floor + 1 : quotient == 0 ? Math.copySign(0, x / y) : floor;
    } else if (decimal(a, b)) {
      return exact(a).divideToIntegralValue(exact(b));
    } else if (a instanceof Long && b instanceof Long && b.longValue() != -1) {
      return Math.floorDiv(a.longValue(), b.longValue());
    }
    BigInteger[] parts = big(a).divideAndRemainder(big(b));
    boolean down = parts[1].signum() != 0 && parts[1].signum() != big(b).signum();
    return small(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  static Object modulo(Number a, Number b) {
    if (zero(b)) {
      throw Fault.zeroDivision(floating(a, b) ? "float modulo" : "integer modulo by zero");
    } else if (floating(a, b)) {
      return floatModulo(toDouble(a), toDouble(b));
    } else if (decimal(a, b)) {
      return exact(a).remainder(exact(b));
    } else if (a instanceof Long && b instanceof Long) {
      return Math.floorMod(a.longValue(), b.longValue());
    }
    BigInteger remainder = big(a).mod(big(b).abs());
    return small(
        big(b).signum() < 0 && remainder.signum() != 0 ? remainder.add(big(b)) : remainder);
  }

  private static double floatModulo(double a, double b) {
    double remainder = a % b;
    if (remainder != 0) {
      return (b < 0) != (remainder < 0) ? remainder + b : remainder;
    }
    return Math.copySign(0, b);
  }

  static Object power(Number a, Number b) {
    if (a instanceof Long && b instanceof Long || a instanceof BigInteger && b instanceof Long) {
      long exponent = b.longValue();
      if (exponent >= 0) {
        BigInteger base = big(a);
        if (base.bitLength() > 1) {
          requireSmall(
              Math.multiplyHigh(base.bitLength(), exponent) == 0
                  ? base.bitLength() * exponent
                  : Long.MAX_VALUE);
        }
        return small(
            base.bitLength() > 1
                ? base.pow((int) exponent)
                : base.pow((int) (exponent % 2 + (exponent > 0 ? 2 : 0))));
      }
    }
    double x = toDouble(a);
    double y = toDouble(b);
    if (x == 0 && y < 0) {
      throw Fault.zeroDivision("0.0 cannot be raised to a negative power");
    } else if (x < 0 && y != Math.rint(y)) {
      throw Fault.value("a negative number cannot be raised to a fractional power");
    }
    double result = Math.pow(x, y);
    if (Double.isInfinite(result) && !Double.isInfinite(x) && !Double.isInfinite(y)) {
      throw new Fault(Fault.Kind.OVERFLOW, "(34, 'Numerical result out of range')", "");
    }
    return result;
  }

  /** {@code round(value, digits)}. */
  public static Object round(Object value, int digits) {
    Number number = number(value);
    if (number instanceof Double) {
      double raw = number.doubleValue();
      if (Double.isNaN(raw) || Double.isInfinite(raw)) {
        return raw;
      }
      double rounded = new BigDecimal(raw).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
      return rounded == 0 ? Math.copySign(0, raw) : rounded;
    } else if (number instanceof BigDecimal) {
      return exact(number).setScale(digits, RoundingMode.HALF_EVEN);
    } else if (number == null) {
      throw Fault.type("type " + Types.name(value) + " doesn't define __round__ method");
    }
    return digits >= 0
        ? number
        : small(
            new BigDecimal(big(number)).setScale(digits, RoundingMode.HALF_EVEN).toBigInteger());
  }

  /** {@code int(value)} of a number: towards zero. */
  public static Object truncate(Number value) {
    if (value instanceof Double) {
      double raw = value.doubleValue();
      if (Double.isNaN(raw)) {
        throw Fault.value("cannot convert float NaN to integer");
      } else if (Double.isInfinite(raw)) {
        throw new Fault(Fault.Kind.OVERFLOW, "cannot convert float infinity to integer", "");
      }
      return small(new BigDecimal(raw).toBigInteger());
    }
    return value instanceof BigDecimal ? small(((BigDecimal) value).toBigInteger()) : value;
  }

  /** An index or count as an int of Java, clamped. Throws a TypeError fault if it is no int. */
  public static int index(Object value, String what) {
    Number number = value instanceof Double || value instanceof BigDecimal ? null : number(value);
    if (number == null) {
      throw Fault.type(
          what.isEmpty()
              ? "'" + Types.name(value) + "' object cannot be interpreted as an integer"
              : what);
    }
    BigInteger big = big(number);
    return big.bitLength() < 32
        ? big.intValue()
        : big.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }
}
