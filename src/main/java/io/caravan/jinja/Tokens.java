package io.caravan.jinja;

import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import java.util.List;

/** The tokens of a template, one after the other. */
final class Tokens {
  private final Source source;
  private final List<Token> tokens;
  private int at;

  Tokens(Source source, Syntax syntax) {
    this.source = source;
    this.tokens = Lexer.tokens(source, syntax);
  }

  Token current() {
    return tokens.get(at);
  }

  Token following() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  /** Where the token before the current one begins. */
  int previousStart() {
    return at == 0 ? 0 : tokens.get(at - 1).start();
  }

  Token next() {
    Token token = current();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean at(Token.Kind kind) {
    return current().kind() == kind;
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean atOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean skipName(String name) {
    return skip(atName(name));
  }

  boolean skipOperator(String operator) {
    return skip(atOperator(operator));
  }

  private boolean skip(boolean found) {
    if (found) {
      next();
    }
    return found;
  }

  Token expectName(String name) {
    return expect(atName(name), name);
  }

  Token expectOperator(String operator) {
    return expect(atOperator(operator), operator);
  }

  Token expect(Token.Kind kind) {
    return expect(at(kind), Token.described(kind));
  }

  private Token expect(boolean found, String wanted) {
    if (found) {
      return next();
    }
    Token token = current();
    if (token.kind() == Token.Kind.EOF) {
      throw wrong(
          token,
          "unexpected end of template, expected " + Printing.repr(wanted) + ".",
          "Complete the tag.");
    }
    String message =
        "expected token " + Printing.repr(wanted) + ", got " + Printing.repr(token.described());
    throw wrong(token, message, "Write " + wanted + " here.");
  }

  Place place() {
    return place(current());
  }

  Place place(Token token) {
    return source.place(token.start());
  }

  String text(int start, int end) {
    return source.text().substring(start, end);
  }

  JinjaException wrong(Token token, String message, String remedy) {
    return source.wrong(token.start(), message, remedy);
  }
}
