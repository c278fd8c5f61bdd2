package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The grammar of expressions: operators, from the loosest to the tightest. */
class ExpressionParser extends OperandParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  ExpressionParser(Tokens tokens, Environment environment) {
    super(tokens, environment);
  }

  @Override
  Expression expression() {
    deeper();
    Expression parsed = conditional();
    shallower();
    return parsed;
  }

  private Expression conditional() {
    Place place = tokens.place();
    int doubts = doubts();
    Expression then = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? conditional() : null;
      then = new Conditional(place, test, then, otherwise);
      place = tokens.place();
      forgetDoubts(doubts);
    }
    return then;
  }

  Expression or() {
    Expression left = and();
    while (tokens.atName("or")) {
      Place place = tokens.place(tokens.next());
      left = new Logical(place, false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.atName("and")) {
      Place place = tokens.place(tokens.next());
      left = new Logical(place, true, left, not());
    }
    return left;
  }

  private Expression not() {
    int negations = 0;
    Place place = tokens.place();
    while (tokens.skipName("not")) {
      negations++;
    }
    Expression operand = compare();
    for (int i = 0; i < negations; i++) {
      operand = new Not(place, operand);
    }
    return operand;
  }

  private Expression compare() {
    Expression first = sum();
    Place place = tokens.place();
    List<Compare.Operand> operands = new ArrayList<>();
    while (true) {
      if (tokens.at(Token.Kind.OPERATOR) && COMPARISONS.contains(tokens.current().text())) {
        operands.add(new Compare.Operand(tokens.next().text(), sum()));
      } else if (tokens.skipName("in")) {
        operands.add(new Compare.Operand("in", sum()));
      } else if (tokens.atName("not") && tokens.following().isName("in")) {
        tokens.next();
        tokens.next();
        operands.add(new Compare.Operand("not in", sum()));
      } else {
        return operands.isEmpty() ? first : new Compare(place, first, List.copyOf(operands));
      }
    }
  }

  private Expression sum() {
    Expression left = concat();
    while (tokens.atOperator("+") || tokens.atOperator("-")) {
      Token operator = tokens.next();
      left = new Binary(tokens.place(operator), operator.text(), left, concat());
    }
    return left;
  }

  private Expression concat() {
    Place place = tokens.place();
    Expression first = product();
    if (!tokens.atOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Concat(place, List.copyOf(parts));
  }

  private Expression product() {
    Expression left = power();
    while (tokens.atOperator("*")
        || tokens.atOperator("/")
        || tokens.atOperator("//")
        || tokens.atOperator("%")) {
      Token operator = tokens.next();
      left = new Binary(tokens.place(operator), operator.text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (tokens.atOperator("**")) {
      Token operator = tokens.next();
      left = new Binary(tokens.place(operator), "**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean withFilter) {
    Place place = tokens.place();
    Expression parsed;
    if (tokens.atOperator("-") || tokens.atOperator("+")) {
      boolean negative = tokens.next().text().equals("-");
      deeper();
      parsed = new Sign(place, negative, unary(false));
      shallower();
    } else {
      parsed = primary();
    }
    parsed = postfix(parsed);
    return withFilter ? filters(parsed) : parsed;
  }
}
