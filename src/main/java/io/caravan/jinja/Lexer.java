package io.caravan.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into tokens, and applies the rules for white space around tags. */
final class Lexer {
  private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})");
  private static final Pattern END_RAW =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(\\+%}|-%}\\s*|%})");

  private final Source source;
  private final String text;
  private final Syntax syntax;
  private final List<Token> tokens = new ArrayList<>();
  private boolean lineStarting = true;
  private int at;

  private Lexer(Source source, Syntax syntax) {
    this.source = source;
    this.text = source.text();
    this.syntax = syntax;
  }

  static List<Token> tokens(Source source, Syntax syntax) {
    Lexer lexer = new Lexer(source, syntax);
    while (lexer.at < lexer.text.length()) {
      lexer.next();
    }
    int end = lexer.text.length();
    lexer.tokens.add(new Token(Token.Kind.EOF, "", null, end, end));
    return List.copyOf(lexer.tokens);
  }

  private void next() {
    int tag = nextTag(at);
    if (tag < 0) {
      data(at, text.length());
      at = text.length();
      return;
    }
    char opener = text.charAt(tag + 1);
    Matcher raw = RAW.matcher(text).region(tag, text.length());
    boolean isRaw = opener == '%' && raw.lookingAt();
    char sign = tag + 2 < text.length() ? text.charAt(tag + 2) : ' ';
    boolean signed = sign == '-' || sign == '+';
    data(at, strippedEnd(at, tag, signed ? sign : ' ', opener != '{'));
    lineStarting = false;
    if (isRaw) {
      at = raw.end();
      lineStarting = text.charAt(at - 1) == '\n';
      raw(tag);
    } else if (opener == '#') {
      at = tag + 2 + (signed ? 1 : 0);
      comment(tag);
    } else {
      Token.Kind begin = opener == '{' ? Token.Kind.VARIABLE_BEGIN : Token.Kind.BLOCK_BEGIN;
      at = tag + 2 + (signed ? 1 : 0);
      tokens.add(new Token(begin, "", null, tag, at));
      inside(opener == '{');
    }
  }

  private int nextTag(int from) {
    for (int brace = text.indexOf('{', from);
        brace >= 0 && brace + 1 < text.length();
        brace = text.indexOf('{', brace + 1)) {
      char opener = text.charAt(brace + 1);
      if (opener == '{' || opener == '%' || opener == '#') {
        return brace;
      }
    }
    return -1;
  }

  private void data(int start, int end) {
    if (end > start) {
      tokens.add(new Token(Token.Kind.DATA, text.substring(start, end), null, start, end));
    }
  }

  /** Where the data before a tag ends, once the white space that the tag takes away is gone. */
  private int strippedEnd(int start, int end, char sign, boolean block) {
    if (sign == '-') {
      int last = end;
      while (last > start && isSpace(text.charAt(last - 1))) {
        last--;
      }
      return last;
    } else if (sign == '+' || !syntax.lstripBlocks() || !block) {
      return end;
    }
    int line = text.lastIndexOf('\n', end - 1) + 1;
    int from = Math.max(line, start);
    boolean atLineStart = line > start || lineStarting;
    boolean blank =
        from < end && text.substring(from, end).chars().allMatch(c -> isSpace((char) c));
    return atLineStart && blank ? from : end;
  }

  static boolean isSpace(char c) {
    return c == ' '
        || c >= 9 && c <= 13
        || c >= 0x1c && c <= 0x1f
        || c == 0x85
        || c > 127 && Character.isSpaceChar(c);
  }

  private void raw(int tag) {
    Matcher end = END_RAW.matcher(text);
    if (!end.find(at)) {
      throw source.wrong(tag, "Missing end of raw directive", "Close it with {% endraw %}.");
    }
    char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
    data(at, strippedEnd(at, end.start(), sign, true));
    at = end.end();
    trimNewline(end.group(2).equals("%}"));
  }

  private void comment(int tag) {
    int end = text.indexOf("#}", at);
    if (end < 0) {
      throw source.wrong(tag, "Missing end of comment tag", "Close it with #}.");
    }
    char sign = end > at ? text.charAt(end - 1) : ' ';
    at = end + 2;
    closed(sign, true);
  }

  /** Takes away the white space behind a tag. */
  private void closed(char sign, boolean block) {
    lineStarting = false;
    if (sign == '-') {
      skipSpaces();
      lineStarting = text.charAt(at - 1) == '\n';
    } else {
      trimNewline(block && sign != '+');
    }
  }

  private void trimNewline(boolean allowed) {
    lineStarting = text.charAt(at - 1) == '\n';
    if (allowed && syntax.trimBlocks() && at < text.length() && text.charAt(at) == '\n') {
      at++;
      lineStarting = true;
    }
  }

  private void skipSpaces() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  /**
   * The tokens of an expression or statement, up to its end; brackets that are open hide an end.
   */
  private void inside(boolean variable) {
    char closer = variable ? '}' : '%';
    Literals literals = new Literals(source);
    Deque<Character> open = new ArrayDeque<>();
    while (at < text.length()) {
      if (open.isEmpty() && ends(at, closer, variable)) {
        int start = at;
        char sign = text.charAt(at) == closer ? ' ' : text.charAt(at);
        at += sign == ' ' ? 2 : 3;
        closed(sign, !variable);
        int end = start + (sign == ' ' ? 2 : 3);
        tokens.add(
            new Token(
                variable ? Token.Kind.VARIABLE_END : Token.Kind.BLOCK_END, "", null, start, end));
        return;
      } else if (isSpace(text.charAt(at))) {
        at++;
      } else {
        Token token = literals.token(at);
        balance(token, open);
        tokens.add(token);
        at = token.end();
      }
    }
  }

  private boolean ends(int from, char closer, boolean variable) {
    char c = text.charAt(from);
    boolean signed = c == '-' || c == '+' && !variable;
    int mark = signed ? from + 1 : from;
    return mark + 1 < text.length() && text.charAt(mark) == closer && text.charAt(mark + 1) == '}';
  }

  private void balance(Token token, Deque<Character> open) {
    if (token.kind() != Token.Kind.OPERATOR || token.text().length() > 1) {
      return;
    }
    char c = token.text().charAt(0);
    if (c == '(' || c == '[' || c == '{') {
      open.push(c == '(' ? ')' : c == '[' ? ']' : '}');
    } else if (c == ')' || c == ']' || c == '}') {
      if (open.isEmpty()) {
        throw source.wrong(
            token.start(), "unexpected '" + c + "'", "Remove it, or open the bracket before.");
      }
      char expected = open.pop();
      if (expected != c) {
        throw source.wrong(
            token.start(),
            "unexpected '" + c + "', expected '" + expected + "'",
            "Close the inner bracket first.");
      }
    }
  }
}
