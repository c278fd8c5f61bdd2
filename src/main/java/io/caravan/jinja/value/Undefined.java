package io.caravan.jinja.value;

import java.util.function.Supplier;

/** The value of a name, attribute or element that is not there. */
public final class Undefined implements HostObject {
  /** What may be done with a missing value. */
  public enum Mode {
    /** Prints as nothing and counts as false; anything else fails. */
    DEFAULT,
    /** Everything but {@code is defined} fails. */
    STRICT,
    /** Attributes and elements of it are undefined too. */
    CHAINABLE,
    /**
     * As chainable, and calls of it give itself: for looking at a template whose context is not
     * complete.
     */
    LENIENT
  }

  /** What a {@link HostObject} answers for an attribute it does not have. */
  public static final Undefined MISSING =
      new Undefined("value", null, Mode.DEFAULT, Fault.Kind.UNDEFINED, () -> "");

  private final Object name;
  private final String message;
  private final Mode mode;
  private final Fault.Kind kind;
  private final Supplier<String> remedy;

  private Undefined(
      Object name, String message, Mode mode, Fault.Kind kind, Supplier<String> remedy) {
    this.name = name;
    this.message = message;
    this.mode = mode;
    this.kind = kind;
    this.remedy = remedy;
  }

  /** A name that nothing is bound to. */
  public static Undefined name(String name, Mode mode, Supplier<String> remedy) {
    return new Undefined(name, null, mode, Fault.Kind.UNDEFINED, remedy);
  }

  /** Something missing, told in words. */
  public static Undefined because(String message, Object name, Mode mode) {
    return new Undefined(name, message, mode, Fault.Kind.UNDEFINED, () -> "");
  }

  /** An attribute or element that an object does not have. */
  public static Undefined member(Object owner, Object name, Mode mode, Supplier<String> remedy) {
    String type = Types.described(owner);
    String message =
        name instanceof String
            ? Printing.quoted(type) + " has no attribute " + Printing.quoted((String) name)
            : type + " has no element " + Printing.repr(name);
    return new Undefined(name, message, mode, Fault.Kind.UNDEFINED, remedy);
  }

  static Undefined unsafe(Object owner, String name, Mode mode) {
    String message =
        "access to attribute "
            + Printing.quoted(name)
            + " of '"
            + Types.name(owner)
            + "' object is unsafe.";
    return new Undefined(
        name,
        message,
        mode == Mode.STRICT ? mode : Mode.DEFAULT,
        Fault.Kind.SECURITY,
        () -> "Templates see data values only.");
  }

  public Mode mode() {
    return mode;
  }

  public String message() {
    return message != null ? message : Printing.repr(name) + " is undefined";
  }

  /** The mistake to report when it is used for what it cannot do. */
  public Fault fault() {
    return new Fault(kind, message(), remedy.get());
  }

  /** Itself if it may be looked into. */
  Undefined descend() {
    if (mode == Mode.CHAINABLE || mode == Mode.LENIENT) {
      return this;
    }
    throw fault();
  }

  /** Fails if even printing, iterating or testing it is a mistake. */
  public void requireLenience() {
    if (mode == Mode.STRICT) {
      throw fault();
    }
  }

  @Override
  public Object attribute(String attribute) {
    return descend();
  }

  @Override
  public String print() {
    requireLenience();
    return "";
  }

  @Override
  public String typeName() {
    return "Undefined";
  }

  @Override
  public boolean truth() {
    requireLenience();
    return false;
  }

  @Override
  public String toString() {
    return "Undefined";
  }
}
