package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import java.util.ArrayList;
import java.util.List;

/** A template is wrong, or failed when it was rendered: says where, what, and what to do. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST_TRACE = 10;

  private final Fault.Kind kind;
  private final transient Place place;
  private final String cause;
  private final String remedy;
  private final transient List<String> trace;

  JinjaException(Fault.Kind kind, Place place, String cause, String remedy, List<String> trace) {
    super(null, null, false, false);
    this.kind = kind;
    this.place = place;
    this.cause = cause;
    this.remedy = remedy;
    this.trace = trace;
  }

  static JinjaException of(Fault fault, Place place) {
    return new JinjaException(fault.kind(), place, fault.getMessage(), fault.remedy(), List.of());
  }

  /** The same, having passed through a macro or an included template. */
  JinjaException through(String what) {
    if (trace.size() >= LONGEST_TRACE) {
      return this;
    }
    List<String> longer = new ArrayList<>(trace);
    longer.add(what);
    return new JinjaException(kind, place, cause, remedy, List.copyOf(longer));
  }

  public Fault.Kind kind() {
    return kind;
  }

  public Place place() {
    return place;
  }

  /** What went wrong, in the words of Python where it has some. */
  public String reason() {
    return cause;
  }

  /** The macros and includes that led to the place, innermost first. */
  public List<String> trace() {
    return trace;
  }

  /** The same as a problem of the project. */
  public Problem problem() {
    boolean syntax = kind == Fault.Kind.SYNTAX || kind == Fault.Kind.ASSERTION;
    String what =
        "Cannot "
            + (syntax ? "parse" : "render")
            + " template: "
            + (kind == Fault.Kind.KEY ? "no key " : "")
            + cause;
    return new Problem(place, what.endsWith(".") ? what : what + ".", advice());
  }

  private String advice() {
    String advice = remedy.isEmpty() ? general() : remedy;
    return trace.isEmpty() ? advice : advice + "\n  " + String.join("\n  ", trace);
  }

  private String general() {
    return switch (kind) {
      case SYNTAX, ASSERTION -> "Correct the template at this place.";
      case UNDEFINED, KEY, INDEX, ATTRIBUTE -> "Define it, or test for it with 'is defined'.";
      case NOT_FOUND, NONE_FOUND -> "Check the name of the template.";
      case SECURITY -> "Templates see data values only.";
      case LIMIT -> "Make the template do less, or raise the limit.";
      default -> "Check the values and their types at this place.";
    };
  }

  @Override
  public String getMessage() {
    return problem().toString();
  }
}
