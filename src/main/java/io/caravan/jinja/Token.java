package io.caravan.jinja;

/**
 * A piece of a template.
 *
 * @param text the text of a name, operator or piece of data
 * @param value the value of a literal
 * @param start where it begins in the source
 * @param end behind its last character
 */
record Token(Kind kind, String text, Object value, int start, int end) {
  /** What a token is. */
  enum Kind {
    DATA("template data / text"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    EOF("end of template");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** How messages call it. */
  String described() {
    return kind == Kind.NAME || kind == Kind.OPERATOR ? text : kind.description;
  }

  static String described(Kind kind) {
    return kind.description;
  }
}
