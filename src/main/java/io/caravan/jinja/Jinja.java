package io.caravan.jinja;

import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Limits;
import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Tuple;
import io.caravan.jinja.value.Undefined;
import io.caravan.record.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The interpreter: parses templates, which then render themselves. Thread-safe.
 *
 * <pre>{@code
 * Jinja jinja = Jinja.dbt().build();
 * String sql = jinja.parse("models/users.sql", source).render(Map.of("ref", ref, "this", relation));
 * }</pre>
 */
public final class Jinja {
  private final Environment environment;
  private final Loader loader;
  private final Map<String, Template> loaded = new ConcurrentHashMap<>();

  private Jinja(Builder builder) {
    this.loader = builder.loader;
    this.environment =
        new Environment(
            this,
            builder.syntax,
            builder.undefined,
            builder.autoescape,
            builder.limits,
            Map.copyOf(builder.filters),
            Map.copyOf(builder.tests),
            Map.copyOf(builder.globals));
  }

  /** Jinja2 as it is when nothing is set. */
  public static Builder standard() {
    return new Builder();
  }

  /** Jinja2 as dbt sets it up: {@code do}, loop controls, dbt's blocks and filters. */
  public static Builder dbt() {
    Builder builder = new Builder().syntax(Syntax.DBT);
    for (String name : new String[] {"as_text", "as_bool", "as_native", "as_number"}) {
      builder.filter(name, arguments -> arguments.positional().get(0));
    }
    return builder.filter("is_list", arguments -> isList(arguments.positional().get(0)));
  }

  /**
   * As {@link #dbt()}, for templates that are evaluated: {@code as_native}, {@code as_bool} and
   * {@code as_number} read values from text.
   */
  public static Builder dbtNative() {
    return dbt()
        .filter("as_text", arguments -> Printing.str(arguments.positional().get(0)))
        .filter("as_native", arguments -> LiteralText.value(arguments.positional().get(0)))
        .filter("as_bool", arguments -> LiteralText.bool(arguments.positional().get(0)))
        .filter("as_number", arguments -> LiteralText.number(arguments.positional().get(0)));
  }

  private static boolean isList(Object value) {
    return value instanceof List && !(value instanceof Tuple);
  }

  /**
   * Parses a template.
   *
   * @param name what messages call it: the path of its file
   * @throws JinjaException if the source is no template
   */
  public Template parse(String name, String source) {
    try {
      return StatementParser.template(name, source, environment);
    } catch (StackOverflowError e) {
      throw JinjaException.of(
          new Fault(
              Fault.Kind.SYNTAX, "the template is nested too deeply", "Split it into macros."),
          Place.file(name));
    }
  }

  /**
   * The blocks of some kinds that stand at the top of a source, found without parsing what is
   * inside of them: documentation need not be a template.
   *
   * @throws JinjaException if a block is not closed, or stands inside of another or of {@code if}
   *     or {@code for}
   */
  public List<RawBlock> blocks(String name, String source, Set<MacroDefinition.Kind> kinds) {
    return new BlockScanner(new Source(name, source, true), kinds).blocks();
  }

  /** A template of the loader, or {@code null}. */
  Template find(String name) {
    Template known = loaded.get(name);
    if (known != null) {
      return known;
    }
    Template parsed = loader.source(name).map(source -> parse(name, source)).orElse(null);
    if (parsed != null) {
      loaded.put(name, parsed);
    }
    return parsed;
  }

  /** Collects what an interpreter is made of. */
  public static final class Builder {
    private Syntax syntax = Syntax.PLAIN;
    private Undefined.Mode undefined = Undefined.Mode.DEFAULT;
    private boolean autoescape;
    private Limits limits = Limits.STANDARD;
    private Loader loader = Loader.NONE;
    private final Map<String, Filter> filters = new LinkedHashMap<>(Filters.standard());
    private final Map<String, Filter> tests = new LinkedHashMap<>(Tests.standard());
    private final Map<String, Object> globals = new LinkedHashMap<>(Globals.standard());

    private Builder() {}

    public Builder syntax(Syntax value) {
      syntax = value;
      return this;
    }

    public Builder undefined(Undefined.Mode value) {
      undefined = value;
      return this;
    }

    public Builder autoescape(boolean value) {
      autoescape = value;
      return this;
    }

    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    public Builder loader(Loader value) {
      loader = value;
      return this;
    }

    /** A filter of the host: the value it is applied to is its first argument. */
    public Builder filter(String name, Callable filter) {
      filters.put(name, (frame, arguments) -> frame.call(filter, arguments));
      return this;
    }

    /** A test of the host. */
    public Builder test(String name, Callable test) {
      tests.put(name, (frame, arguments) -> frame.call(test, arguments));
      return this;
    }

    /** A name that every template sees, imported ones too. */
    public Builder global(String name, Object value) {
      globals.put(name, value);
      return this;
    }

    public Jinja build() {
      return new Jinja(this);
    }
  }
}
