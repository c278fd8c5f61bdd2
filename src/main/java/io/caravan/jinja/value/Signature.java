package io.caravan.jinja.value;

import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names and defaults of the parameters of a built-in function, and the binding of a call to them.
 * Immutable.
 */
public final class Signature {
  private static final Object REQUIRED = new Object();

  private final String function;
  private final List<String> names;
  private final List<Object> defaults;

  private Signature(String function, List<String> names, List<Object> defaults) {
    this.function = function;
    this.names = names;
    this.defaults = defaults;
  }

  public static Signature of(String function, String... required) {
    List<Object> defaults = new ArrayList<>();
    for (int i = 0; i < required.length; i++) {
      defaults.add(REQUIRED);
    }
    return new Signature(function, List.of(required), defaults);
  }

  /** The same with one more parameter that has a default. */
  public Signature optional(String name, Object otherwise) {
    List<String> moreNames = new ArrayList<>(names);
    List<Object> moreDefaults = new ArrayList<>(defaults);
    moreNames.add(name);
    moreDefaults.add(otherwise);
    return new Signature(function, moreNames, moreDefaults);
  }

  /** The values of the parameters in order. Throws a TypeError fault if the call does not fit. */
  public Object[] bind(Arguments arguments) {
    List<Object> positional = arguments.positional();
    if (positional.size() > names.size()) {
      throw Fault.type(
          function
              + "() takes "
              + names.size()
              + " arguments but "
              + positional.size()
              + " were given");
    }
    Object[] bound = new Object[names.size()];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = i < positional.size() ? positional.get(i) : defaults.get(i);
    }
    for (Map.Entry<String, Object> named : arguments.named().entrySet()) {
      int at = names.indexOf(named.getKey());
      if (at < 0) {
        String message =
            function + "() got an unexpected keyword argument '" + named.getKey() + "'";
        throw new Fault(
            Fault.Kind.TYPE,
            message,
            Spelling.didYouMean(
                named.getKey(), names, "It takes: " + String.join(", ", names) + "."));
      } else if (at < positional.size()) {
        throw Fault.type(function + "() got multiple values for argument '" + named.getKey() + "'");
      }
      bound[at] = named.getValue();
    }
    for (int i = 0; i < bound.length; i++) {
      if (bound[i] == REQUIRED) {
        throw Fault.type(function + "() missing required argument '" + names.get(i) + "'");
      }
    }
    return bound;
  }
}
