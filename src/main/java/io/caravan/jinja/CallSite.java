package io.caravan.jinja;

import io.caravan.jinja.value.Tuple;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call as it stands in a template, found without rendering it.
 *
 * @param function the name called, with dots: {@code ref}, {@code adapter.dispatch}
 * @param positional the arguments; {@link #DYNAMIC} for one that only a rendering knows
 * @param named the arguments with names, likewise
 * @param complete whether there are no {@code *} and {@code **} arguments
 */
public record CallSite(
    String function,
    List<Object> positional,
    Map<String, Object> named,
    boolean complete,
    Place place) {
  /** Stands for a value that only a rendering knows. */
  public static final Object DYNAMIC =
      new Object() {
        @Override
        public String toString() {
          return "<dynamic>";
        }
      };

  /** Whether all arguments are literals. */
  public boolean literal() {
    return complete && !positional.contains(DYNAMIC) && !named.containsValue(DYNAMIC);
  }

  static List<CallSite> in(Node tree) {
    List<CallSite> found = new ArrayList<>();
    tree.walk(
        node -> {
          if (node instanceof Call) {
            add(found, (Call) node);
          }
        });
    return List.copyOf(found);
  }

  private static void add(List<CallSite> found, Call call) {
    String function = dotted(call.target());
    if (function == null) {
      return;
    }
    CallArguments arguments = call.arguments();
    Map<String, Object> named = new LinkedHashMap<>();
    arguments.named().forEach((name, value) -> named.put(name, literal(value)));
    boolean complete = arguments.spread() == null && arguments.spreadNamed() == null;
    found.add(
        new CallSite(
            function, literals(arguments.positional()), named, complete, call.target().place()));
  }

  private static String dotted(Expression target) {
    if (target instanceof Name) {
      return ((Name) target).name();
    } else if (target instanceof AttributeRead) {
      String owner = dotted(((AttributeRead) target).owner());
      return owner == null ? null : owner + "." + ((AttributeRead) target).name();
    }
    return null;
  }

  private static List<Object> literals(List<Expression> expressions) {
    List<Object> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(literal(expression)));
    return values;
  }

  /** The value of a literal expression, or {@link #DYNAMIC}. */
  static Object literal(Expression expression) {
    if (expression instanceof Constant) {
      return ((Constant) expression).constant();
    } else if (expression instanceof ListDisplay) {
      List<Object> values = literals(((ListDisplay) expression).items());
      return values.contains(DYNAMIC) ? DYNAMIC : values;
    } else if (expression instanceof TupleDisplay) {
      List<Object> values = literals(((TupleDisplay) expression).items());
      return values.contains(DYNAMIC) ? DYNAMIC : Tuple.copyOf(values);
    } else if (expression instanceof DictDisplay) {
      DictDisplay dict = (DictDisplay) expression;
      Map<Object, Object> made = new LinkedHashMap<>();
      for (int i = 0; i < dict.keys().size(); i++) {
        made.put(literal(dict.keys().get(i)), literal(dict.values().get(i)));
      }
      return made.containsKey(DYNAMIC) || made.containsValue(DYNAMIC) ? DYNAMIC : made;
    } else if (expression instanceof Sign
        && literal(((Sign) expression).operand()) instanceof Number) {
      Object operand = literal(((Sign) expression).operand());
      return ((Sign) expression).negative()
          ? io.caravan.jinja.value.Operators.negative(operand)
          : operand;
    }
    return DYNAMIC;
  }
}
