package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Budget;
import io.caravan.jinja.value.DictMethods;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Limits;
import io.caravan.jinja.value.Native;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Range;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template sees. */
final class Globals {
  private Globals() {}

  static Map<String, Object> standard() {
    return Map.of(
        "range", (Native) Globals::range,
        "dict", (Native) Globals::dict,
        "namespace", (Native) arguments -> new Namespace(dict(arguments)),
        "cycler", (Native) Cycler::new,
        "joiner", (Native) Joiner::new,
        "lipsum", (Native) Globals::lipsum);
  }

  private static Object range(Arguments arguments) {
    List<Object> given = arguments.positional();
    if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
      throw Fault.type(
          "range expected at "
              + (given.isEmpty() ? "least 1 argument" : "most 3 arguments")
              + ", got "
              + given.size());
    }
    long[] bounds = new long[given.size()];
    for (int i = 0; i < bounds.length; i++) {
      if (given.get(i) instanceof Undefined) {
        throw ((Undefined) given.get(i)).fault();
      }
      Numbers.index(
          given.get(i),
          "'" + Types.name(given.get(i)) + "' object cannot be interpreted as an integer");
      bounds[i] =
          given.get(i) instanceof Boolean
              ? ((Boolean) given.get(i) ? 1 : 0)
              : ((Number) given.get(i)).longValue();
    }
    long step = bounds.length == 3 ? bounds[2] : 1;
    if (step == 0) {
      throw Fault.value("range() arg 3 must not be zero");
    }
    Range range =
        bounds.length == 1 ? new Range(0, bounds[0], 1) : new Range(bounds[0], bounds[1], step);
    int largest =
        arguments.budget().map(budget -> budget.limits().range()).orElse(Limits.STANDARD.range());
    if (range.size() > largest) {
      String message =
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + largest + ").";
      throw new Fault(Fault.Kind.OVERFLOW, message, "Let the database make the rows.");
    }
    return range;
  }

  private static Map<Object, Object> dict(Arguments arguments) {
    Map<Object, Object> made = new LinkedHashMap<>();
    DictMethods.update(
        made, arguments, arguments.budget().orElseGet(() -> new Budget(Limits.STANDARD)));
    return made;
  }

  private static Object lipsum(Arguments arguments) {
    throw new Fault(
        Fault.Kind.SECURITY, "lipsum() is refused: its text is random", "Write the text.");
  }

  /** Gives its values in turn. */
  private static final class Cycler implements HostObject {
    private final List<Object> items;
    private int position;

    Cycler(Arguments arguments) {
      items = arguments.positional();
      if (items.isEmpty()) {
        throw new Fault(
            Fault.Kind.STATE,
            "at least one item has to be provided",
            "Write the values to go through.");
      }
    }

    @Override
    public Object attribute(String name) {
      return switch (name) {
        case "current" -> items.get(position);
        case "next" -> (Native) arguments -> next();
        case "reset" -> (Native) arguments -> reset();
        case "items" -> io.caravan.jinja.value.Tuple.copyOf(items);
        case "pos" -> (long) position;
        default -> Undefined.MISSING;
      };
    }

    private Object next() {
      Object value = items.get(position);
      position = (position + 1) % items.size();
      return value;
    }

    private Object reset() {
      position = 0;
      return null;
    }

    @Override
    public String typeName() {
      return "Cycler";
    }
  }

  /** Gives nothing the first time, then the separator. */
  private static final class Joiner implements HostObject, Native {
    private final Object separator;
    private boolean used;

    Joiner(Arguments arguments) {
      separator = arguments.optional(0, "sep", ", ");
    }

    @Override
    public Object call(Arguments arguments) {
      Object value = used ? separator : "";
      used = true;
      return value;
    }

    @Override
    public Object attribute(String name) {
      return name.equals("sep") ? separator : name.equals("used") ? used : Undefined.MISSING;
    }

    @Override
    public String typeName() {
      return "Joiner";
    }
  }
}
