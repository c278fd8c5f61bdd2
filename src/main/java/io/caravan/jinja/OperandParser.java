package io.caravan.jinja;

import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The grammar of operands: literals, displays, attributes, calls, filters and tests. */
abstract class OperandParser {
  private static final Set<String> CALL_ENDS = Set.of("else", "or", "and");
  private static final int DEEPEST = 150;

  final Tokens tokens;
  final Environment environment;
  private final List<JinjaException> doubts = new ArrayList<>();
  private int depth;

  OperandParser(Tokens tokens, Environment environment) {
    this.tokens = tokens;
    this.environment = environment;
  }

  abstract Expression expression();

  /** How many filters and tests so far are unknown. */
  final int doubts() {
    return doubts.size();
  }

  /**
   * Leaves it to the rendering to complain of unknown filters that a condition guards, as in {@code
   * if 'x' is filter}.
   */
  final void forgetDoubts(int from) {
    doubts.subList(from, doubts.size()).clear();
  }

  final void requireNoDoubts() {
    if (!doubts.isEmpty()) {
      throw doubts.get(0);
    }
  }

  final void deeper() {
    if (++depth > DEEPEST) {
      throw tokens.wrong(
          tokens.current(),
          "the template is nested deeper than " + DEEPEST,
          "Take parts of it apart with set or a macro.");
    }
  }

  final void shallower() {
    depth--;
  }

  Expression primary() {
    Token token = tokens.current();
    Place place = tokens.place();
    switch (token.kind()) {
      case NAME -> {
        tokens.next();
        return named(place, token.text());
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.at(Token.Kind.STRING)) {
          text.append(tokens.next().value());
        }
        return new Constant(place, text.toString());
      }
      case INTEGER, FLOAT -> {
        return new Constant(place, tokens.next().value());
      }
      default -> {
        return bracketed(token, place);
      }
    }
  }

  private static Expression named(Place place, String name) {
    return switch (name) {
      case "true", "True" -> new Constant(place, true);
      case "false", "False" -> new Constant(place, false);
      case "none", "None" -> new Constant(place, null);
      default -> new Name(place, name);
    };
  }

  private Expression bracketed(Token token, Place place) {
    if (tokens.skipOperator("(")) {
      Expression inner = tuple(true, () -> false, this::expression);
      tokens.expectOperator(")");
      return inner;
    } else if (tokens.skipOperator("[")) {
      List<Expression> items = new ArrayList<>();
      while (more("]", items.isEmpty())) {
        items.add(expression());
      }
      return new ListDisplay(place, List.copyOf(items));
    } else if (tokens.skipOperator("{")) {
      return dict(place);
    }
    throw tokens.wrong(
        token, "unexpected " + Printing.repr(token.described()), "Write a value here.");
  }

  private Expression dict(Place place) {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (more("}", keys.isEmpty())) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
    }
    return new DictDisplay(place, List.copyOf(keys), List.copyOf(values));
  }

  /** Whether another element follows; commas are taken, a last one may be left over. */
  private boolean more(String closer, boolean first) {
    if (tokens.skipOperator(closer)) {
      return false;
    }
    if (!first) {
      tokens.expectOperator(",");
      return !tokens.skipOperator(closer);
    }
    return true;
  }

  /** One expression, or a tuple if commas follow. */
  Expression tuple(boolean parentheses, BooleanSupplier end, Supplier<Expression> element) {
    Place place = tokens.place();
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (true) {
      boolean ended =
          tokens.at(Token.Kind.VARIABLE_END)
              || tokens.at(Token.Kind.BLOCK_END)
              || tokens.atOperator(")")
              || end.getAsBoolean();
      if (ended) {
        break;
      }
      items.add(element.get());
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (!comma && items.size() == 1) {
      return items.get(0);
    } else if (!comma && !parentheses) {
      Token token = tokens.current();
      throw tokens.wrong(
          token,
          "Expected an expression, got " + Printing.repr(token.described()),
          "Write a value here.");
    }
    return new TupleDisplay(place, List.copyOf(items));
  }

  /** An expression that may be a tuple without parentheses. */
  Expression tuple() {
    return tuple(false, () -> false, this::expression);
  }

  Expression postfix(Expression start) {
    Expression parsed = start;
    while (true) {
      if (tokens.atOperator(".")) {
        parsed = member(parsed);
      } else if (tokens.atOperator("[")) {
        parsed = subscript(parsed);
      } else if (tokens.atOperator("(")) {
        parsed = new Call(tokens.place(), parsed, arguments());
      } else {
        return parsed;
      }
    }
  }

  Expression filters(Expression start) {
    Expression parsed = start;
    while (true) {
      if (tokens.atOperator("|")) {
        tokens.next();
        parsed = filter(parsed);
      } else if (tokens.atName("is")) {
        parsed = test(parsed);
      } else if (tokens.atOperator("(")) {
        parsed = new Call(tokens.place(), parsed, arguments());
      } else {
        return parsed;
      }
    }
  }

  private Expression member(Expression owner) {
    tokens.next();
    Token name = tokens.next();
    Place place = tokens.place(name);
    if (name.kind() == Token.Kind.NAME) {
      return new AttributeRead(place, owner, name.text());
    } else if (name.kind() == Token.Kind.INTEGER) {
      return new ItemRead(place, owner, new Constant(place, name.value()));
    }
    throw tokens.wrong(name, "expected name or number", "Write an attribute behind the dot.");
  }

  private Expression subscript(Expression owner) {
    Place place = tokens.place(tokens.next());
    Expression start = tokens.atOperator(":") ? null : expression();
    if (tokens.skipOperator(":")) {
      Expression stop = bound();
      Expression step = tokens.skipOperator(":") ? bound() : null;
      tokens.expectOperator("]");
      return new SliceRead(place, owner, start, stop, step);
    }
    if (tokens.atOperator("]")) {
      tokens.next();
      return new ItemRead(place, owner, start);
    }
    List<Expression> keys = new ArrayList<>(List.of(start));
    while (!tokens.skipOperator("]")) {
      tokens.expectOperator(",");
      keys.add(expression());
    }
    return new ItemRead(place, owner, new TupleDisplay(place, List.copyOf(keys)));
  }

  private Expression bound() {
    return tokens.atOperator(":") || tokens.atOperator("]") || tokens.atOperator(",")
        ? null
        : expression();
  }

  CallArguments arguments() {
    Token open = tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression spread = null;
    Expression spreadNamed = null;
    while (more(
        ")", positional.isEmpty() && named.isEmpty() && spread == null && spreadNamed == null)) {
      if (tokens.skipOperator("*")) {
        require(spread == null && spreadNamed == null, open);
        spread = expression();
      } else if (tokens.skipOperator("**")) {
        require(spreadNamed == null, open);
        spreadNamed = expression();
      } else if (tokens.at(Token.Kind.NAME) && tokens.following().isOperator("=")) {
        require(spreadNamed == null && !named.containsKey(tokens.current().text()), open);
        String name = tokens.next().text();
        tokens.next();
        named.put(name, expression());
      } else {
        require(spread == null && spreadNamed == null && named.isEmpty(), open);
        positional.add(expression());
      }
    }
    return new CallArguments(List.copyOf(positional), named, spread, spreadNamed);
  }

  private void require(boolean valid, Token open) {
    if (!valid) {
      throw tokens.wrong(
          open,
          "invalid syntax for function call expression",
          "Write values first, then name=value, then *list and **dict.");
    }
  }

  /** One filter, the bar before it being taken already. */
  FilterCall filter(Expression input) {
    Token token = tokens.current();
    String name = dottedName();
    CallArguments arguments = tokens.atOperator("(") ? arguments() : CallArguments.NONE;
    requireKnown(token, name, "filter", environment.filterNames());
    return new FilterCall(tokens.place(token), input, name, arguments);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Token.Kind.NAME).text());
    }
    return name.toString();
  }

  private void requireKnown(Token token, String name, String what, Set<String> known) {
    if (!known.contains(name)) {
      doubts.add(environment.unknown(tokens.place(token), what, name, known));
    }
  }

  private Expression test(Expression input) {
    tokens.next();
    boolean negated = tokens.skipName("not");
    Token token = tokens.current();
    String name = dottedName();
    CallArguments arguments = CallArguments.NONE;
    if (tokens.atOperator("(")) {
      arguments = arguments();
    } else if (startsOperand()
        && !(tokens.at(Token.Kind.NAME) && CALL_ENDS.contains(tokens.current().text()))) {
      if (tokens.atName("is")) {
        throw tokens.wrong(
            tokens.current(), "You cannot chain multiple tests with is", "Join them with and.");
      }
      arguments = new CallArguments(List.of(postfix(primary())), Map.of(), null, null);
    }
    requireKnown(token, name, "test", environment.testNames());
    Expression test = new TestCall(tokens.place(token), input, name, arguments);
    return negated ? new Not(test.place(), test) : test;
  }

  private boolean startsOperand() {
    return switch (tokens.current().kind()) {
      case NAME, STRING, INTEGER, FLOAT -> true;
      default -> tokens.atOperator("(") || tokens.atOperator("[") || tokens.atOperator("{");
    };
  }
}
