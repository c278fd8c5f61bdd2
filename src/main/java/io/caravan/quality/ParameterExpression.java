package io.caravan.quality;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arithmetic over the parameters of a suite, in the grammar of Great Expectations: {@code high -
 * 2}, {@code round(mean * 1.1)}, {@code now() - timedelta(days=7)}.
 */
final class ParameterExpression {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(?:(\\d+\\.?\\d*|\\.\\d+)|([\\p{L}_][\\p{L}\\p{N}_$.]*)|([-+*/^(),=]))");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "weeks", Duration.ofDays(7),
          "days", Duration.ofDays(1),
          "hours", Duration.ofHours(1),
          "minutes", Duration.ofMinutes(1),
          "seconds", Duration.ofSeconds(1));
  private static final int MOST_NESTED = 50;
  private static final int MOST_POWER = 999;

  private final Map<String, Object> values;
  private final Clock clock;
  private final List<String> tokens = new ArrayList<>();
  private int next;
  private int depth;

  /** A name without a value; the message is the name. */
  static final class NoSuchParameter extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NoSuchParameter(String name) {
      super(name);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is no expression
   */
  ParameterExpression(String text, Map<String, Object> values, Clock clock) {
    this.values = values;
    this.clock = clock;
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (!text.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "'" + text.substring(at).strip() + "' is not understood");
      }
      tokens.add(matcher.group().strip());
      at = matcher.end();
    }
  }

  /**
   * A number, a text (times in ISO), or whatever the parameter is that the expression names.
   *
   * @throws NoSuchParameter when a name has no value
   * @throws IllegalArgumentException when there is something else than an expression
   */
  Object value() {
    if (tokens.size() == 1 && values.containsKey(tokens.get(0))) {
      return values.get(tokens.get(0));
    }
    Object value = sum();
    if (next < tokens.size()) {
      throw new IllegalArgumentException("'" + tokens.get(next) + "' is not expected there");
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().scale() <= 0
              && number.toBigInteger().bitLength() < Long.SIZE
          ? (Object) number.longValueExact()
          : number;
    }
    return value instanceof LocalDateTime ? value.toString() : String.valueOf(value);
  }

  private boolean take(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw new IllegalArgumentException("'" + token + "' is missing");
    }
  }

  private Object sum() {
    if (++depth > MOST_NESTED) {
      throw new IllegalArgumentException("it is nested deeper than " + MOST_NESTED);
    }
    Object left = product();
    while (true) {
      if (take("+")) {
        left = added(left, product(), 1);
      } else if (take("-")) {
        left = added(left, product(), -1);
      } else {
        depth--;
        return left;
      }
    }
  }

  private static Object added(Object left, Object right, int sign) {
    if (left instanceof LocalDateTime at && right instanceof Duration span) {
      return at.plus(span.multipliedBy(sign));
    }
    BigDecimal other = number(right);
    return sign > 0 ? number(left).add(other) : number(left).subtract(other);
  }

  private Object product() {
    Object left = power();
    while (true) {
      if (take("*")) {
        left = number(left).multiply(number(power()));
      } else if (take("/")) {
        BigDecimal divisor = number(power());
        if (divisor.signum() == 0) {
          throw new IllegalArgumentException("it divides by zero");
        }
        left = number(left).divide(divisor, MathContext.DECIMAL64);
      } else {
        return left;
      }
    }
  }

  private Object power() {
    Object base = atom();
    if (!take("^")) {
      return base;
    }
    double raised = Math.pow(number(base).doubleValue(), number(power()).doubleValue());
    if (!Double.isFinite(raised)) {
      throw new IllegalArgumentException("it is no finite number");
    }
    return new BigDecimal(raised, MathContext.DECIMAL64);
  }

  private Object atom() {
    if (take("-")) {
      return number(atom()).negate();
    } else if (take("+")) {
      return atom();
    } else if (take("(")) {
      Object inside = sum();
      expect(")");
      return inside;
    } else if (next >= tokens.size()) {
      throw new IllegalArgumentException("it ends too early");
    }
    String token = tokens.get(next++);
    if (Character.isDigit(token.charAt(0)) || token.charAt(0) == '.') {
      return new BigDecimal(token);
    } else if (take("(")) {
      Object result = call(token);
      expect(")");
      return result;
    } else if (!values.containsKey(token)) {
      throw new NoSuchParameter(token);
    }
    return values.get(token) instanceof Number n ? new BigDecimal(n.toString()) : values.get(token);
  }

  private Object call(String function) {
    switch (function) {
      case "now":
        return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
            .truncatedTo(ChronoUnit.MICROS);
      case "timedelta":
        return span();
      case "abs":
        return number(sum()).abs();
      case "round":
        return number(sum()).setScale(0, RoundingMode.HALF_EVEN);
      case "trunc":
        return number(sum()).setScale(0, RoundingMode.DOWN);
      default:
        throw new IllegalArgumentException("the function '" + function + "' is unknown");
    }
  }

  private Duration span() {
    Duration span = Duration.ZERO;
    do {
      String unit = next < tokens.size() ? tokens.get(next++) : "";
      if (!UNITS.containsKey(unit)) {
        throw new IllegalArgumentException("the unit '" + unit + "' is unknown");
      }
      expect("=");
      BigDecimal many = number(sum());
      BigDecimal seconds = many.multiply(BigDecimal.valueOf(UNITS.get(unit).toSeconds()));
      span = span.plusMillis(seconds.movePointRight(3).longValue());
    } while (take(","));
    return span;
  }

  private static BigDecimal number(Object value) {
    if (value instanceof BigDecimal number && Math.abs(number.scale()) < MOST_POWER) {
      return number;
    }
    throw new IllegalArgumentException("it computes with '" + value + "', which is no number");
  }
}
