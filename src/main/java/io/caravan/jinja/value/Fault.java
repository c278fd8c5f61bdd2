package io.caravan.jinja.value;

/**
 * Something that went wrong while a template was evaluated, not yet located. Hosts throw it too;
 * the interpreter adds place and trace.
 */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of mistake, by the name that Python gives it. */
  public enum Kind {
    SYNTAX("TemplateSyntaxError"),
    ASSERTION("TemplateAssertionError"),
    RUNTIME("TemplateRuntimeError"),
    UNDEFINED("UndefinedError"),
    NOT_FOUND("TemplateNotFound"),
    NONE_FOUND("TemplatesNotFound"),
    FILTER("FilterArgumentError"),
    SECURITY("SecurityError"),
    TYPE("TypeError"),
    VALUE("ValueError"),
    KEY("KeyError"),
    INDEX("IndexError"),
    ATTRIBUTE("AttributeError"),
    ZERO_DIVISION("ZeroDivisionError"),
    OVERFLOW("OverflowError"),
    STATE("RuntimeError"),
    CONDITION("AssertionError"),
    /** A limit of the interpreter: time, memory, depth. */
    LIMIT("LimitError");

    private final String python;

    Kind(String python) {
      this.python = python;
    }

    public String python() {
      return python;
    }
  }

  private final Kind kind;
  private final String remedy;

  public Fault(Kind kind, String message, String remedy) {
    super(message, null, false, false);
    this.kind = kind;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  /** What to do about it; may be empty, then the interpreter says something general. */
  public String remedy() {
    return remedy;
  }

  public static Fault type(String message) {
    return new Fault(Kind.TYPE, message, "");
  }

  public static Fault value(String message) {
    return new Fault(Kind.VALUE, message, "");
  }

  public static Fault zeroDivision(String message) {
    return new Fault(Kind.ZERO_DIVISION, message, "");
  }

  public static Fault filterArgument(String message) {
    return new Fault(Kind.FILTER, message, "");
  }
}
