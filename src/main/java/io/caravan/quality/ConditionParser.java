package io.caravan.quality;

import io.caravan.quality.Condition.Compare;
import io.caravan.quality.Condition.CompareColumns;
import io.caravan.quality.Condition.In;
import io.caravan.quality.Condition.Like;
import io.caravan.quality.Condition.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One grammar for what people write as conditions: {@code col("x") > 1}, {@code x > 1 and y in
 * ['a']} (pandas), {@code x > 1 AND y IN ('a')} (Spark), {@code .notnull()}, {@code IS NOT NULL},
 * {@code LIKE}, {@code BETWEEN}, parentheses.
 */
final class ConditionParser {
  private static final int MOST_NESTED = 100;
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)"
              + "|(?<text>'(?:[^'\\\\]|\\\\.|'')*'|\"(?:[^\"\\\\]|\\\\.)*\")"
              + "|`(?<quoted>[^`]+)`"
              + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|(?<sign><=|>=|==|!=|<>|&&|\\|\\||[=<>&|~!()\\[\\],.]))");
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "==",
          Operator.EQUAL,
          "=",
          Operator.EQUAL,
          "!=",
          Operator.NOT_EQUAL,
          "<>",
          Operator.NOT_EQUAL,
          "<",
          Operator.LESS,
          "<=",
          Operator.LESS_OR_EQUAL,
          ">",
          Operator.GREATER,
          ">=",
          Operator.GREATER_OR_EQUAL);

  private record Token(String kind, String text, int at) {
    boolean is(String... spellings) {
      for (String spelling : spellings) {
        if (!kind.equals("text")
            && !kind.equals("quoted")
            && text.toLowerCase(Locale.ROOT).equals(spelling)) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int depth;

  /**
   * @throws IllegalArgumentException when a character belongs to no token
   */
  ConditionParser(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (!text.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        String rest = text.substring(at).stripLeading();
        throw new IllegalArgumentException(
            "'"
                + rest.charAt(0)
                + "' at character "
                + (text.length() - rest.length() + 1)
                + " is not understood");
      }
      for (String kind : List.of("number", "text", "quoted", "word", "sign")) {
        if (matcher.group(kind) != null) {
          tokens.add(new Token(kind, matcher.group(kind), matcher.start(kind) + 1));
        }
      }
      at = matcher.end();
    }
    tokens.add(new Token("end", "the end", text.length() + 1));
  }

  Condition read() {
    Condition condition = any();
    if (!peek().kind().equals("end")) {
      throw unexpected();
    }
    return condition;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean take(String... spellings) {
    if (peek().is(spellings)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String spelling) {
    if (!take(spelling)) {
      throw unexpected();
    }
  }

  private IllegalArgumentException unexpected() {
    Token token = peek();
    return new IllegalArgumentException(
        "'" + token.text() + "' at character " + token.at() + " is not expected there");
  }

  private Condition any() {
    List<Condition> parts = new ArrayList<>(List.of(all()));
    while (take("or", "|", "||")) {
      parts.add(all());
    }
    return Condition.any(parts);
  }

  private Condition all() {
    List<Condition> parts = new ArrayList<>(List.of(not()));
    while (take("and", "&", "&&")) {
      parts.add(not());
    }
    return Condition.all(parts);
  }

  private Condition not() {
    if (++depth > MOST_NESTED) {
      throw new IllegalArgumentException("it is nested deeper than " + MOST_NESTED);
    }
    try {
      if (take("not", "~", "!")) {
        return Condition.not(not());
      } else if (take("(")) {
        Condition inside = any();
        expect(")");
        return inside;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Condition comparison() {
    if (!isColumn()) {
      Object value = value();
      Operator operator = operator();
      return new Compare(column(), mirrored(operator), value);
    }
    String column = column();
    if (take(".")) {
      return method(column);
    } else if (take("is")) {
      boolean not = take("not");
      expectNull();
      return negatedIf(not, Condition.isNull(column));
    }
    boolean not = take("not");
    if (take("in")) {
      return negatedIf(not, new In(column, values()));
    } else if (take("like")) {
      return negatedIf(not, new Like(column, new LikePattern(text(), '\\')));
    } else if (take("between")) {
      Condition from = new Compare(column, Operator.GREATER_OR_EQUAL, value());
      expect("and");
      return negatedIf(
          not, Condition.all(List.of(from, new Compare(column, Operator.LESS_OR_EQUAL, value()))));
    } else if (not) {
      throw unexpected();
    }
    Token sign = peek();
    if (!OPERATORS.containsKey(sign.text())) {
      // A column of booleans is a condition itself.
      return new Compare(column, Operator.EQUAL, true);
    }
    Operator operator = operator();
    return isColumn()
        ? new CompareColumns(column, operator, column())
        : new Compare(column, operator, value());
  }

  private static Condition negatedIf(boolean not, Condition condition) {
    return not ? Condition.not(condition) : condition;
  }

  private Operator operator() {
    Operator operator = OPERATORS.get(peek().text());
    if (operator == null) {
      throw unexpected();
    }
    next++;
    return operator;
  }

  private static Operator mirrored(Operator operator) {
    return switch (operator) {
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
      case EQUAL, NOT_EQUAL -> operator;
    };
  }

  private boolean isColumn() {
    Token token = peek();
    return token.kind().equals("quoted")
        || (token.kind().equals("word") && !token.is("true", "false", "date", "null", "none")
            || isCall("col"));
  }

  private boolean isCall(String function) {
    return peek().is(function) && next + 1 < tokens.size() && tokens.get(next + 1).is("(");
  }

  private String column() {
    if (isCall("col")) {
      next += 2;
      String name = text();
      expect(")");
      return name;
    }
    if (!isColumn()) {
      throw unexpected();
    }
    return tokens.get(next++).text();
  }

  private Condition method(String column) {
    Token name = tokens.get(next++);
    expect("(");
    if (name.is("isin")) {
      Condition in = new In(column, values());
      expect(")");
      return in;
    }
    expect(")");
    if (name.is("notnull", "notna")) {
      return Condition.not(Condition.isNull(column));
    } else if (name.is("isnull", "isna")) {
      return Condition.isNull(column);
    }
    throw new IllegalArgumentException(
        "'." + name.text() + "()' at character " + name.at() + " is not supported");
  }

  private void expectNull() {
    if (!take("null", "none")) {
      throw unexpected();
    }
  }

  private List<Object> values() {
    String closing = peek().is("[") ? "]" : ")";
    if (!take("[", "(")) {
      throw unexpected();
    }
    List<Object> values = new ArrayList<>();
    while (!take(closing)) {
      if (!values.isEmpty()) {
        expect(",");
      }
      values.add(value());
    }
    return values;
  }

  private Object value() {
    Token token = peek();
    if (isCall("date")) {
      next += 2;
      String date = text();
      expect(")");
      return date;
    } else if (token.is("date")) {
      next++;
      return text();
    } else if (token.kind().equals("number")) {
      next++;
      return new BigDecimal(token.text());
    } else if (take("true")) {
      return true;
    } else if (take("false")) {
      return false;
    }
    return text();
  }

  private String text() {
    Token token = peek();
    if (!token.kind().equals("text")) {
      throw unexpected();
    }
    next++;
    String inside = token.text().substring(1, token.text().length() - 1);
    return (token.text().startsWith("'") ? inside.replace("''", "'") : inside)
        .replaceAll("\\\\(.)", "$1");
  }
}
