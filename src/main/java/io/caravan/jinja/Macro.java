package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Budget;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Native;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Spelling;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A macro bound to the scope it is defined in. Gives its text, or the value of a {@link Return}.
 */
final class Macro implements Native, HostObject {
  private final MacroStatement statement;
  private final Frame defining;

  Macro(MacroStatement statement, Frame defining) {
    this.statement = statement;
    this.defining = defining;
  }

  private String name() {
    return statement.definition() == null ? null : statement.boundName();
  }

  @Override
  public Object call(Arguments arguments) {
    Budget budget = arguments.budget().orElseGet(() -> new Budget(defining.environment().limits()));
    boolean fromHost = budget.backFromHost();
    budget.enter();
    try {
      Frame frame = defining.macro(budget);
      bind(frame, arguments);
      statement.body().run(frame);
      return frame.result();
    } catch (Return signal) {
      if (name() == null) {
        // The body of a call block is part of the macro around it: that one returns.
        throw signal;
      }
      return signal.value();
    } catch (JinjaException e) {
      throw name() == null
          ? e
          : e.through(
              "in macro '"
                  + statement.definition().macroName()
                  + "' called at "
                  + origin(arguments));
    } catch (Fault fault) {
      throw fault;
    } finally {
      budget.leave();
      if (fromHost) {
        budget.leaveToHost();
      }
    }
  }

  private static String origin(Arguments arguments) {
    return arguments.place().map(Object::toString).orElse("the host");
  }

  private void bind(Frame frame, Arguments arguments) {
    List<Object> positional = arguments.positional();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    List<String> parameters = statement.parameters();
    boolean explicitCaller = parameters.contains("caller");
    Object[] values = new Object[parameters.size()];
    for (int i = 0; i < values.length; i++) {
      String parameter = parameters.get(i);
      boolean given = i >= positional.size() && named.containsKey(parameter);
      values[i] =
          i < positional.size()
              ? positional.get(i)
              : given ? named.remove(parameter) : Undefined.MISSING;
    }
    if (statement.specials().contains("caller") && !explicitCaller) {
      Object caller = named.remove("caller");
      frame.define(
          "caller",
          caller == null
              ? Undefined.because("No caller defined", "caller", frame.environment().undefined())
              : caller);
    }
    if (statement.specials().contains("kwargs")) {
      frame.define("kwargs", named);
    } else if (!named.isEmpty()) {
      throw unexpected(named.keySet().iterator().next());
    }
    if (statement.specials().contains("varargs")) {
      frame.define(
          "varargs",
          Tuple.copyOf(
              positional.subList(
                  Math.min(parameters.size(), positional.size()), positional.size())));
    } else if (positional.size() > parameters.size()) {
      throw Fault.type(
          "macro " + shownName() + " takes not more than " + parameters.size() + " argument(s)");
    }
    for (int i = 0; i < values.length; i++) {
      frame.define(
          parameters.get(i),
          values[i] == Undefined.MISSING ? byDefault(frame, i, parameters.get(i)) : values[i]);
    }
  }

  private Object byDefault(Frame frame, int parameter, String name) {
    Expression expression = statement.defaultOf(parameter);
    if (expression != null) {
      return frame.value(expression);
    }
    return Undefined.because(
        "parameter " + Printing.repr(name) + " was not provided",
        name,
        frame.environment().undefined());
  }

  private Fault unexpected(String argument) {
    if (argument.equals("caller")) {
      return Fault.type(
          "macro "
              + shownName()
              + " was invoked with two values for the special caller argument. This is most likely a bug.");
    }
    String known = "It takes: " + String.join(", ", statement.parameters()) + ".";
    return new Fault(
        Fault.Kind.TYPE,
        "macro " + shownName() + " takes no keyword argument " + Printing.repr(argument),
        Spelling.didYouMean(argument, statement.parameters(), known));
  }

  private String shownName() {
    return Printing.repr(name());
  }

  @Override
  public Object attribute(String attribute) {
    return switch (attribute) {
      case "name" -> name();
      case "arguments" -> Tuple.copyOf(statement.parameters());
      case "catch_kwargs" -> statement.specials().contains("kwargs");
      case "catch_varargs" -> statement.specials().contains("varargs");
      case "caller" -> statement.specials().contains("caller");
      default -> Undefined.MISSING;
    };
  }

  @Override
  public Collection<String> attributes() {
    return List.of("name", "arguments", "catch_kwargs", "catch_varargs", "caller");
  }

  @Override
  public String typeName() {
    return "Macro";
  }

  @Override
  public String print() {
    return "<Macro " + (name() == null ? "anonymous" : shownName()) + ">";
  }
}
