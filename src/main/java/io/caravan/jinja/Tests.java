package io.caravan.jinja;

import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Comparison;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Operators;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Range;
import io.caravan.jinja.value.Signature;
import io.caravan.jinja.value.TextTests;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The tests behind {@code is}. */
final class Tests {
  private final Map<String, Filter> tests = new LinkedHashMap<>();

  private Tests() {}

  static Map<String, Filter> standard() {
    Tests made = new Tests();
    made.types();
    made.values();
    made.comparisons();
    return made.tests;
  }

  private void add(String name, Predicate<Object> test) {
    Signature signature = Signature.of(name, "value");
    tests.put(name, (frame, arguments) -> test.test(signature.bind(arguments)[0]));
  }

  private void add(String name, BiPredicate<Object, Object> test) {
    Signature signature = Signature.of(name, "value", "other");
    tests.put(
        name,
        (frame, arguments) -> {
          Object[] bound = signature.bind(arguments);
          return test.test(bound[0], bound[1]);
        });
  }

  private void types() {
    add("none", value -> value == null);
    add("boolean", value -> value instanceof Boolean);
    add("true", value -> Boolean.TRUE.equals(value));
    add("false", value -> Boolean.FALSE.equals(value));
    add("integer", value -> Types.isInteger(value));
    add("float", value -> value instanceof Double);
    add("number", value -> Types.isNumber(value) || value instanceof BigDecimal);
    add("string", value -> Types.isText(value));
    add(
        "mapping",
        value -> value instanceof Map || value instanceof HostObject host && host.mapping());
    add("sequence", Tests::isSequence);
    add("iterable", value -> Iteration.iterable(value));
    add("callable", value -> value instanceof Callable || value instanceof Undefined);
    add("escaped", value -> value instanceof Markup);
    add("defined", value -> !(value instanceof Undefined));
    add("undefined", value -> value instanceof Undefined);
  }

  private static boolean isSequence(Object value) {
    return Types.isText(value)
        || value instanceof List
        || value instanceof Map
        || value instanceof Range
        || value instanceof Undefined;
  }

  private void values() {
    tests.put("odd", (frame, arguments) -> remainder(frame, arguments.positional().get(0), 2L, 1L));
    tests.put(
        "even", (frame, arguments) -> remainder(frame, arguments.positional().get(0), 2L, 0L));
    Signature divisible = Signature.of("divisibleby", "value", "num");
    tests.put(
        "divisibleby",
        (frame, arguments) -> {
          Object[] bound = divisible.bind(arguments);
          return remainder(frame, bound[0], bound[1], 0L);
        });
    add("lower", value -> TextTests.isLower(Printing.str(value)));
    add("upper", value -> TextTests.isUpper(Printing.str(value)));
    tests.put(
        "filter",
        (frame, arguments) ->
            frame.environment().filterNames().contains(arguments.text(0, "value")));
    tests.put(
        "test",
        (frame, arguments) -> frame.environment().testNames().contains(arguments.text(0, "value")));
  }

  private static boolean remainder(Frame frame, Object value, Object divisor, Long wanted) {
    return Comparison.equal(Operators.modulo(value, divisor, frame.budget()), wanted);
  }

  private void comparisons() {
    add("sameas", Tests::isSame);
    add("in", (value, container) -> Comparison.contains(container, value));
    for (String name : new String[] {"==", "eq", "equalto"}) {
      add(name, (value, other) -> Comparison.equal(value, other));
    }
    for (String name : new String[] {"!=", "ne"}) {
      add(name, (value, other) -> !Comparison.equal(value, other));
    }
    ordered(">", ">", "gt", "greaterthan");
    ordered(">=", ">=", "ge");
    ordered("<", "<", "lt", "lessthan");
    ordered("<=", "<=", "le");
  }

  private void ordered(String operator, String... names) {
    for (String name : names) {
      add(name, (value, other) -> Comparison.ordered(value, other, operator));
    }
  }

  // Strings and numbers have no identity of their own in Java: equal ones of one type count as the
  // same, as small ones do in Python.
  private static boolean isSame(Object value, Object other) {
    boolean plain = value instanceof String || value instanceof Number || value instanceof Boolean;
    return value == other || plain && value.equals(other);
  }
}
