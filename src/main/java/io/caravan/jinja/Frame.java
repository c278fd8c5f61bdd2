package io.caravan.jinja;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Budget;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Markup;
import io.caravan.jinja.value.Native;
import io.caravan.jinja.value.Numbers;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Types;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Spelling;
import java.util.List;

/**
 * Where a node is evaluated: the scope it sees and the output it writes to. Belongs to one
 * rendering.
 */
final class Frame {
  private final Context context;
  private final Budget budget;
  private final Scope scope;
  private final StringBuilder out;

  /**
   * The printed values themselves, where they are wanted instead of their text; else {@code null}.
   */
  private final List<Object> values;

  private final boolean autoescape;

  /**
   * Whether this is the top of a template, where text is left out once the template extends
   * another.
   */
  private final boolean top;

  private Frame(
      Context context,
      Budget budget,
      Scope scope,
      StringBuilder out,
      List<Object> values,
      boolean autoescape,
      boolean top) {
    this.context = context;
    this.budget = budget;
    this.scope = scope;
    this.out = out;
    this.values = values;
    this.autoescape = autoescape;
    this.top = top;
  }

  static Frame root(Context context, Budget budget, StringBuilder out) {
    return new Frame(
        context, budget, context.root(), out, null, context.environment().autoescape(), true);
  }

  /** The top of a template whose printed values are collected. */
  static Frame collecting(Context context, Budget budget, List<Object> values) {
    return new Frame(
        context,
        budget,
        context.root(),
        new StringBuilder(),
        values,
        context.environment().autoescape(),
        true);
  }

  /** An inner scope with the same output. */
  Frame nested() {
    return new Frame(context, budget, scope.inner(), out, values, autoescape, top);
  }

  /** An inner scope with an output of its own. */
  Frame buffered() {
    return new Frame(context, budget, scope.inner(), new StringBuilder(), null, autoescape, false);
  }

  /** The same scope with an output of its own. */
  Frame capturing() {
    return new Frame(context, budget, scope, new StringBuilder(), null, autoescape, false);
  }

  /** The inside of a macro defined here. */
  Frame macro(Budget callers) {
    return new Frame(context, callers, scope.inner(), new StringBuilder(), null, autoescape, false);
  }

  /**
   * The inside of a block: it sees the variables of its template's top only, unless it is scoped.
   */
  Frame block(boolean scoped) {
    return new Frame(
        context, budget, (scoped ? scope : context.root()).inner(), out, values, autoescape, false);
  }

  Frame escaping(boolean enabled) {
    return new Frame(context, budget, scope.inner(), out, values, enabled, top);
  }

  Context context() {
    return context;
  }

  Environment environment() {
    return context.environment();
  }

  Budget budget() {
    return budget;
  }

  Scope scope() {
    return scope;
  }

  boolean autoescape() {
    return autoescape;
  }

  /** Whether printed values are kept as they are. */
  boolean collecting() {
    return values != null;
  }

  boolean printing() {
    return !top || context.parent() == null;
  }

  /** Evaluates an expression; what goes wrong gets its place. */
  Object value(Expression expression) {
    budget.tick();
    try {
      return expression.value(this);
    } catch (Fault fault) {
      throw JinjaException.of(fault, expression.place());
    }
  }

  /** Runs a statement; what goes wrong gets its place. */
  Flow run(Statement statement) {
    budget.tick();
    try {
      return statement.run(this);
    } catch (Fault fault) {
      throw JinjaException.of(fault, statement.place());
    }
  }

  Object find(String name) {
    Object value = scope.find(name);
    if (value == Undefined.MISSING) {
      value = name.equals("self") ? new SelfReference(this) : environment().global(name);
    }
    if (value == Undefined.MISSING) {
      return Undefined.name(name, environment().undefined(), () -> suggestion(name));
    }
    return Numbers.adopt(value);
  }

  // Among names of one or two letters everything is near to everything.
  private String suggestion(String name) {
    return name.length() < 3 ? "" : Spelling.didYouMean(name, environment().visible(scope), "");
  }

  void assign(String name, Object value) {
    budget.cells(1);
    scope.set(name, value);
  }

  /** Sets a name that the language itself gives. */
  void define(String name, Object value) {
    scope.set(name, value);
  }

  Object call(Object callee, Arguments arguments) {
    if (callee instanceof Native) {
      return ((Native) callee).call(arguments);
    } else if (callee instanceof Undefined) {
      Undefined undefined = (Undefined) callee;
      if (undefined.mode() == Undefined.Mode.LENIENT) {
        return undefined;
      }
      throw undefined.fault();
    } else if (!(callee instanceof Callable)) {
      throw Fault.type("'" + Types.name(callee) + "' object is not callable");
    }
    budget.leaveToHost();
    try {
      return Numbers.adopt(((Callable) callee).call(arguments));
    } finally {
      budget.backFromHost();
    }
  }

  void print(Object value) {
    if (values != null) {
      values.add(value);
      return;
    }
    write(autoescape ? Markup.escape(value).text() : Printing.str(value));
  }

  void write(String text) {
    budget.cells(text.length());
    if (text.length() > budget.limits().text() - out.length()) {
      budget.text((long) out.length() + text.length());
    }
    if (values != null) {
      values.add(text);
      return;
    }
    out.append(text);
  }

  /** What was written, as a value. */
  Object result() {
    return autoescape ? new Markup(out.toString()) : out.toString();
  }
}
