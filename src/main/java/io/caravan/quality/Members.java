package io.caravan.quality;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Values of a suite, made ready to be asked whether a row's value is one of them. */
final class Members {
  private final List<Operand> operands;
  private final Set<String> texts = new HashSet<>();
  private final Set<LocalDateTime> times = new HashSet<>();
  private final Set<BigDecimal> numbers = new HashSet<>();
  private Object noText;
  private Object noNumber;

  /**
   * @param values without null
   */
  Members(List<Object> values) {
    operands = values.stream().map(Operand::of).toList();
    for (Operand operand : operands) {
      if (operand.value() instanceof String text) {
        texts.add(text);
      } else {
        noText = operand.value();
      }
      if (operand.time() != null) {
        times.add(operand.time());
      }
      if (operand.number() != null) {
        numbers.add(operand.number().stripTrailingZeros());
      } else {
        noNumber = operand.value();
      }
    }
  }

  /**
   * @param value not null
   * @throws CannotCheck when it can never be compared with one of the members
   */
  boolean contain(Object value) {
    if (value instanceof String text) {
      refuse(noText, value);
      return texts.contains(text)
          || (!times.isEmpty() && times.contains(Times.zonelessOrNull(text)));
    } else if (value instanceof Number number) {
      refuse(noNumber, value);
      return numbers.contains(Values.exact(number).stripTrailingZeros());
    }
    boolean found = false;
    for (Operand operand : operands) {
      found |= operand.compare(value) == 0;
    }
    return found;
  }

  private static void refuse(Object member, Object value) {
    if (member != null) {
      throw Values.cannotCompare(value, member);
    }
  }
}
