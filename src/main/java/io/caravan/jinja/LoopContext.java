package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Comparison;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Native;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Undefined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;

/** The variable {@code loop}. */
final class LoopContext implements HostObject, Native {
  private static final List<String> ATTRIBUTES =
      List.of(
          "index",
          "index0",
          "revindex",
          "revindex0",
          "first",
          "last",
          "length",
          "depth",
          "depth0",
          "previtem",
          "nextitem",
          "cycle",
          "changed");

  private final Object sized;
  private final int depth0;
  private final Frame frame;
  private final BiFunction<Object, Integer, Object> recursion;
  private Iterator<Object> rest;
  private long length = -1;
  private long index0 = -1;
  private boolean peeked;
  private Object ahead;
  private Object current = Undefined.MISSING;
  private Object before = Undefined.MISSING;
  private Tuple lastChanged;

  LoopContext(
      Object sized,
      Iterator<Object> rest,
      int depth0,
      Frame frame,
      BiFunction<Object, Integer, Object> recursion) {
    this.sized = sized;
    this.rest = rest;
    this.depth0 = depth0;
    this.frame = frame;
    this.recursion = recursion;
  }

  boolean advance() {
    if (!peek()) {
      return false;
    }
    before = current;
    current = ahead;
    peeked = false;
    index0++;
    return true;
  }

  Object current() {
    return current;
  }

  private boolean peek() {
    if (!peeked && rest.hasNext()) {
      ahead = rest.next();
      peeked = true;
    }
    return peeked;
  }

  private long length() {
    if (length < 0) {
      length = Iteration.sizeOr(sized, -1);
    }
    if (length < 0) {
      List<Object> remaining = new ArrayList<>();
      while (rest.hasNext()) {
        frame.budget().cells(1);
        remaining.add(rest.next());
      }
      rest = remaining.iterator();
      length = remaining.size() + index0 + 1 + (peeked ? 1 : 0);
    }
    return length;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "index" -> index0 + 1;
      case "index0" -> index0;
      case "revindex" -> length() - index0;
      case "revindex0" -> length() - index0 - 1;
      case "first" -> index0 == 0;
      case "last" -> !peek();
      case "length" -> length();
      case "depth" -> depth0 + 1L;
      case "depth0" -> (long) depth0;
      case "previtem" -> index0 == 0 ? missing("there is no previous item") : before;
      case "nextitem" -> peek() ? ahead : missing("there is no next item");
      case "cycle" -> (Native) this::cycle;
      case "changed" -> (Native) this::changed;
      default -> Undefined.MISSING;
    };
  }

  private Undefined missing(String message) {
    return Undefined.because(message, null, frame.environment().undefined());
  }

  private Object cycle(Arguments arguments) {
    List<Object> values = arguments.positional();
    if (values.isEmpty()) {
      throw Fault.type("no items for cycling given");
    }
    return values.get((int) (index0 % values.size()));
  }

  private Object changed(Arguments arguments) {
    Tuple values = Tuple.copyOf(arguments.positional());
    if (lastChanged != null && Comparison.equal(lastChanged, values)) {
      return false;
    }
    lastChanged = values;
    return true;
  }

  @Override
  public Object call(Arguments arguments) {
    if (recursion == null) {
      throw new Fault(
          Fault.Kind.TYPE,
          "The loop must have the 'recursive' marker to be called recursively.",
          "Write: for item in items recursive.");
    }
    return recursion.apply(arguments.required(0, "iterable"), depth0 + 1);
  }

  @Override
  public Collection<String> attributes() {
    return ATTRIBUTES;
  }

  @Override
  public String typeName() {
    return "LoopContext";
  }

  @Override
  public String print() {
    return "<LoopContext " + (index0 + 1) + "/" + length() + ">";
  }
}
