package io.caravan.jinja;

import io.caravan.jinja.value.Printing;
import io.caravan.jinja.value.Undefined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One row of the case tables: a template and what Python's jinja2 makes of it. */
record SpecCase(String file, Map<String, Object> fields) {
  private static final Path FOLDER = Path.of("src/test/resources/spec/jinja");

  static List<SpecCase> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<SpecCase> cases = new ArrayList<>();
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .forEach(file -> cases.addAll(in(file)));
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<SpecCase> in(Path file) {
    try {
      Object read =
          new Load(LoadSettings.builder().setCodePointLimit(50_000_000).build())
              .loadFromString(Files.readString(file));
      return ((List<Map<String, Object>>) read)
          .stream().map(fields -> new SpecCase(file.getFileName().toString(), fields)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String template() {
    return (String) fields.get("template");
  }

  /** What Python makes of it: the text, or the name of the error and its message. */
  String expected() {
    return fields.containsKey("error")
        ? fields.get("error") + ": " + fields.get("message")
        : (String) fields.get("output");
  }

  /** What this interpreter makes of it. */
  String actual() {
    try {
      return made();
    } catch (JinjaException e) {
      String name =
          fields.containsKey("error") && isSyntax(e)
              ? fields.get("error").toString()
              : e.kind().python();
      boolean worded = !fields.containsKey("message") || comparesMessage();
      return name + ": " + (worded ? e.reason() : fields.get("message"));
    }
  }

  private String made() {
    if (fields.containsKey("macros")) {
      return new SpecProject(this).render();
    } else if (fields.containsKey("native")) {
      return Printing.repr(
          Jinja.dbtNative()
              .build()
              .parse("main", template())
              .evaluate(Bindings.of(map("context"))));
    } else if (fields.containsKey("blocks")) {
      return blocks();
    }
    return jinja().parse("main", template()).render(map("context"));
  }

  private String blocks() {
    Set<MacroDefinition.Kind> kinds =
        list("blocks").stream()
            .map(kind -> MacroDefinition.Kind.valueOf(kind.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    List<List<String>> found = new ArrayList<>();
    for (RawBlock block : Jinja.dbt().build().blocks("main", template(), kinds)) {
      found.add(List.of(block.kind().tag(), block.name(), block.contents().strip()));
    }
    return Printing.repr(found);
  }

  // Errors of syntax have two names in Python, by the stage that finds them; here they are one.
  private boolean isSyntax(JinjaException e) {
    String wanted = fields.get("error").toString();
    boolean found =
        e.kind().python().equals("TemplateSyntaxError")
            || e.kind().python().equals("TemplateAssertionError");
    return found
        && (wanted.equals("TemplateSyntaxError") || wanted.equals("TemplateAssertionError"));
  }

  private boolean comparesMessage() {
    return !Boolean.FALSE.equals(fields.get("wording"));
  }

  @SuppressWarnings("unchecked")
  <T> Map<String, T> map(String field) {
    return (Map<String, T>) fields.getOrDefault(field, Map.of());
  }

  @SuppressWarnings("unchecked")
  List<String> list(String field) {
    return (List<String>) fields.get(field);
  }

  private Jinja jinja() {
    Map<String, Object> options = map("options");
    Syntax syntax =
        Syntax.PLAIN
            .withExtensions(Extension.DO, Extension.LOOP_CONTROLS)
            .trimming(
                on(options, "trim_blocks"),
                on(options, "lstrip_blocks"),
                on(options, "keep_trailing_newline"));
    Map<String, String> templates = map("templates");
    return Jinja.standard()
        .syntax(syntax)
        .autoescape(on(options, "autoescape"))
        .undefined(
            Undefined.Mode.valueOf(
                fields.getOrDefault("undefined", "default").toString().toUpperCase(Locale.ROOT)))
        .loader(Loader.of(templates))
        .build();
  }

  private static boolean on(Map<String, Object> options, String name) {
    return Boolean.TRUE.equals(options.get(name));
  }

  @Override
  public String toString() {
    return file + ": " + template();
  }
}
