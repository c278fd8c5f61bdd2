package io.caravan.jinja;

import io.caravan.jinja.value.Budget;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A parsed template. Immutable; many threads may render it at once, each with its own bindings. */
public final class Template {
  private final String name;
  private final Environment environment;
  private final Body body;
  private final Map<String, BlockStatement> blocks;
  private final List<MacroDefinition> definitions;

  Template(
      String name,
      Environment environment,
      Body body,
      Map<String, BlockStatement> blocks,
      List<MacroDefinition> definitions) {
    this.name = name;
    this.environment = environment;
    this.body = body;
    this.blocks = blocks;
    this.definitions = definitions;
  }

  public String name() {
    return name;
  }

  /**
   * The macros, tests, materializations, snapshots and docs that stand in the template, in their
   * order.
   */
  public List<MacroDefinition> definitions() {
    return definitions;
  }

  /** The calls of named functions that stand in the template, wherever they stand. */
  public List<CallSite> calls() {
    return CallSite.in(body);
  }

  public String render(Map<String, ?> context) {
    return render(Bindings.of(context));
  }

  /** Renders the template. Throws a {@link JinjaException} that says what is wrong and where. */
  public String render(Bindings context) {
    Budget budget = new Budget(environment.limits());
    return guarded(
        () -> {
          StringBuilder out = new StringBuilder();
          run(new Context(environment, this, context), budget, out);
          return out.toString();
        });
  }

  /**
   * Renders the template to a value: what its only tag gives, else the text of all. dbt renders the
   * fields of YAML files so; see {@link Jinja#dbtNative()}.
   */
  public Object evaluate(Bindings context) {
    Budget budget = new Budget(environment.limits());
    return guarded(
        () -> {
          List<Object> values = new ArrayList<>();
          Context made = new Context(environment, this, context);
          run(made, Frame.collecting(made, budget, values));
          return values.size() == 1
              ? values.get(0)
              : values.stream().map(Printing::str).collect(Collectors.joining());
        });
  }

  /**
   * The macros of the template bound to a context, by {@link MacroDefinition#macroName()}. A macro
   * sees the context, not the variables of who calls it. It gives its text, or the value of a
   * {@link Return}.
   */
  public Map<String, Callable> macros(Bindings context) {
    Budget budget = new Budget(environment.limits());
    return guarded(
        () -> {
          Context made = new Context(environment, this, context);
          run(made, budget, new StringBuilder());
          Map<String, Callable> macros = new LinkedHashMap<>();
          for (Statement statement : body.statements()) {
            Object value =
                statement instanceof MacroStatement
                    ? made.root().own(((MacroStatement) statement).boundName())
                    : null;
            if (value instanceof Macro) {
              macros.put(((MacroStatement) statement).definition().macroName(), (Macro) value);
            }
          }
          return macros;
        });
  }

  Map<String, BlockStatement> blocks() {
    return blocks;
  }

  private <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (StackOverflowError e) {
      throw JinjaException.of(
          new Fault(
              Fault.Kind.LIMIT,
              "the template is nested too deeply",
              "Look for calls without an end."),
          Place.file(name));
    } catch (Return signal) {
      String remedy = "Only macros return values: print it with {{ ... }}.";
      throw JinjaException.of(
          new Fault(Fault.Kind.RUNTIME, "return was called outside of a macro", remedy),
          Place.file(name));
    }
  }

  private void run(Context context, Budget budget, StringBuilder out) {
    run(context, Frame.root(context, budget, out));
  }

  private void run(Context context, Frame top) {
    body.run(top);
    for (Template parent = context.takeParent(); parent != null; parent = context.takeParent()) {
      top.budget().enter();
      parent.body.run(top);
    }
  }

  void include(Frame frame, boolean withContext) {
    StringBuilder out = new StringBuilder();
    nested(frame, withContext, out);
    frame.write(out.toString());
  }

  Module module(Frame frame, boolean withContext) {
    StringBuilder out = new StringBuilder();
    Context context = nested(frame, withContext, out);
    return new Module(name, context, out.toString());
  }

  private Context nested(Frame frame, boolean withContext, StringBuilder out) {
    Context context = new Context(environment, this, withContext ? frame.scope() : Bindings.NONE);
    frame.budget().enter();
    try {
      run(context, frame.budget(), out);
      return context;
    } catch (JinjaException e) {
      throw e.through("in template '" + name + "'");
    } finally {
      frame.budget().leave();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
