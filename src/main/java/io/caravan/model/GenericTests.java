package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Printing;
import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes test nodes of the {@code tests} written at models, columns, seeds and sources. */
final class GenericTests {
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(?is)\\s*([=<>!+\\-*/%|~]|(not\\s+)?(in|like|ilike|between|similar)\\b|is\\b|and\\b|or\\b).*");
  private final PackageFiles files;
  private final ProjectReader project;
  private final NodeParser parser;

  GenericTests(PackageFiles files, ProjectReader project, NodeParser parser) {
    this.files = files;
    this.project = project;
    this.parser = parser;
  }

  /**
   * @param attachedTo id of what the tests stand at
   * @param name of the model, or {@code source_table} for sources
   * @param reference the model argument as a template: {@code ref('users')}
   */
  List<Draft> at(Patch patch, String attachedTo, String name, String reference) {
    List<Draft> drafts = new ArrayList<>();
    patch.tests().forEach(use -> add(drafts, use, attachedTo, "", name, reference));
    for (ColumnSpec column : patch.columns()) {
      String written = column.quote() ? Relation.quote(column.name()) : column.name();
      column.tests().forEach(use -> add(drafts, use, attachedTo, written, name, reference));
    }
    return drafts;
  }

  private void add(
      List<Draft> drafts,
      TestUse use,
      String attachedTo,
      String column,
      String name,
      String reference) {
    Safely.run(
        project.complaints(),
        () -> draft(use, attachedTo, column, name, reference).ifPresent(drafts::add));
  }

  private Optional<Draft> draft(
      TestUse use, String attachedTo, String column, String name, String reference) {
    Optional<String> macro = macro(use);
    if (macro.isEmpty()) {
      return Optional.empty();
    }
    String packageName = files.project().name();
    String testName = name(use, attachedTo, column, name);
    List<String> fqn = new ArrayList<>(List.of(packageName));
    fqn.addAll(folders(use.place().file()));
    fqn.add(testName);
    String id =
        "test." + packageName + "." + testName + "." + hash(use, column, testName, attachedTo);
    Config config = project.configured("tests", files.project(), fqn);
    Recording recording = new Recording(config.with(use.config()), use.place());
    Names names =
        parser.names(
            recording,
            NodeMaps.describing(
                id,
                NodeKind.TEST,
                packageName,
                testName,
                use.place().file(),
                fqn,
                config,
                Node.Documentation.NONE));
    Map<String, Object> arguments = parser.arguments(use.arguments(), names, use.place());
    project.templates().value(use.place(), "{{ " + reference + " }}", names);
    dryRun(use, macro.get(), names, arguments, column);
    Config settled = config.with(recording.inFile().values()).with(renderedConfig(use, names));
    refuseUnsupported(use, macro.get(), settled);
    if (settled.map("meta").get("caravan") instanceof Map<?, ?> caravan
        && "warn".equals(caravan.get("on_failure"))) {
      settled = settled.with(Map.of("severity", "warn"));
    }
    DatasetName relation =
        parser.relation(
            names,
            aliased(settled, use, attachedTo, name, testName),
            id,
            NodeKind.TEST,
            testName,
            use.place().file(),
            fqn,
            Node.Documentation.NONE);
    boolean prefixed = !column.isEmpty() && !standsAlone(use, column);
    return Optional.of(
        new Draft(
            id,
            NodeKind.TEST,
            packageName,
            testName,
            use.place().file(),
            fqn,
            settled,
            relation,
            "{{ " + reference + " }}",
            new Node.Documentation(use.description(), List.of(), ""),
            recording,
            Optional.of(
                new Node.AttachedTest(
                    use, attachedTo, prefixed ? column : "", macro.get(), arguments)),
            Optional.empty(),
            use.place()));
  }

  /** The end of dbt's unique id: a digest of the test's name and of what it is called with. */
  private static String hash(TestUse use, String column, String testName, String attachedTo) {
    Map<String, Object> called = called(use, column, attachedTo);
    int dot = use.test().indexOf('.');
    Map<String, Object> metadata = new TreeMap<>();
    metadata.put("kwargs", called);
    metadata.put("name", use.test().substring(dot + 1));
    metadata.put("namespace", dot < 0 ? null : use.test().substring(0, dot));
    String digest = Digests.md5(testName + Printing.repr(texts(metadata)));
    return digest.substring(digest.length() - 10);
  }

  /** What the test's macro is called with, as dbt writes it down. */
  static Map<String, Object> called(Node.AttachedTest test) {
    return called(test.use(), test.column(), test.attachedTo());
  }

  private static Map<String, Object> called(TestUse use, String column, String attachedTo) {
    Map<String, Object> called = new TreeMap<>(use.arguments());
    if (!column.isEmpty()) {
      called.put("column_name", column);
    }
    called.put("model", "{{ get_where_subquery(" + reference(attachedTo) + ") }}");
    return called;
  }

  private static String reference(String attachedTo) {
    String[] parts = attachedTo.split("\\.");
    if (parts[0].equals("source")) {
      return "source('" + parts[2] + "', '" + parts[3] + "')";
    }
    String version = parts.length > 3 ? ", version='" + parts[3].substring(1) + "'" : "";
    return "ref('" + parts[2] + "'" + version + ")";
  }

  private static Object texts(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> texts = new LinkedHashMap<>();
      new TreeMap<>(map).forEach((key, item) -> texts.put(key, texts(item)));
      return texts;
    }
    return value instanceof List<?> list
        ? new ArrayList<Object>(list.stream().map(GenericTests::texts).toList())
        : Printing.str(value);
  }

  /** The folders below models/ or seeds/ of the file that a test is written in. */
  private static List<String> folders(String file) {
    List<String> parts = List.of(file.split("/"));
    int from = parts.get(0).equals("dbt_packages") ? 3 : 1;
    return parts.size() > from ? parts.subList(from, parts.size() - 1) : List.of();
  }

  /** Package and name of the macro behind a test; complains when there is none. */
  private Optional<String> macro(TestUse use) {
    int dot = use.test().indexOf('.');
    String packageName = dot < 0 ? "" : use.test().substring(0, dot);
    String macro = "test_" + use.test().substring(dot + 1);
    List<String> searched =
        dot < 0
            ? List.of(files.project().name(), project.macros().root(), MacroSet.DBT)
            : List.of(packageName);
    for (String each : searched) {
      if (project.macros().names(each).contains(macro)) {
        return Optional.of(each + "." + macro);
      }
    }
    Collection<String> known = new TreeSet<>();
    for (String each : project.macros().packages()) {
      boolean plain =
          each.equals(MacroSet.DBT)
              || each.equals(project.macros().root())
              || each.equals(files.project().name());
      project.macros().names(each).stream()
          .filter(name -> name.startsWith("test_"))
          .map(name -> name.substring("test_".length()))
          .forEach(name -> known.add(plain ? name : each + "." + name));
    }
    project
        .complaints()
        .wrong(
            use.place(),
            "Cannot read test: '" + use.test() + "' is unknown.",
            Spelling.didYouMean(
                use.test(),
                known,
                "Define it in tests/generic/"
                    + macro.substring(5)
                    + ".sql, or vendor its package."));
    return Optional.empty();
  }

  /**
   * Renders the test once with nothing behind it: wrong arguments show, and what it refers to is
   * written down.
   */
  private void dryRun(
      TestUse use, String macro, Names names, Map<String, Object> arguments, String column) {
    int dot = macro.indexOf('.');
    Callable callable =
        names.macros().find(macro.substring(0, dot), macro.substring(dot + 1)).orElseThrow();
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("model", "relation");
    if (!column.isEmpty()) {
      named.put("column_name", column);
    }
    named.putAll(arguments);
    project.templates().call(use.place(), callable, Arguments.of(List.of(), named));
  }

  private Map<String, Object> renderedConfig(TestUse use, Names names) {
    return parser.arguments(use.config(), names, use.place());
  }

  private void refuseUnsupported(TestUse use, String macro, Config config) {
    Object action =
        config.map("meta").get("caravan") instanceof Map<?, ?> caravan
            ? caravan.get("on_failure")
            : null;
    boolean tellsRows = FastCheck.MACROS.contains(macro) && !config.has("fail_calc");
    if (Quarantine.WORD.equals(action) && !tellsRows) {
      project
          .complaints()
          .wrong(
              use.place(),
              "Cannot quarantine by test '%s': it does not say which rows fail."
                  .formatted(use.test()),
              "Write block or warn, or use one of %s."
                  .formatted(
                      FastCheck.MACROS.stream()
                          .map(known -> known.replaceAll("^dbt\\.test_|test_", ""))
                          .sorted()
                          .collect(Collectors.joining(", "))));
    } else if (action != null
        && !List.of("block", "warn", Quarantine.WORD).contains(String.valueOf(action))) {
      project
          .complaints()
          .wrong(
              use.place(),
              "Cannot use on_failure '"
                  + action
                  + "' of test '"
                  + use.test()
                  + "': it is not supported.",
              Spelling.didYouMean(
                  String.valueOf(action),
                  List.of("block", "warn", Quarantine.WORD),
                  "Write block, warn or quarantine."));
    }
    String kept = config.text("store_failures_as", "table").toLowerCase(java.util.Locale.ROOT);
    if (!FailureStore.KINDS.contains(kept)) {
      project
          .complaints()
          .wrong(
              use.place(),
              "Cannot keep failures of test '" + use.test() + "' as '" + kept + "': it is unknown.",
              Spelling.didYouMean(kept, FailureStore.KINDS, "Write ephemeral, table or view."));
    }
    if (!List.of("error", "warn")
        .contains(config.text("severity", "error").toLowerCase(java.util.Locale.ROOT))) {
      String severity = config.text("severity", "");
      project
          .complaints()
          .wrong(
              use.place(),
              "Cannot use severity '" + severity + "' of test '" + use.test() + "': it is unknown.",
              Spelling.didYouMean(severity, List.of("error", "warn"), "Write error or warn."));
    }
  }

  /**
   * A column test {@code expression_is_true} puts the column before its expression. One that names
   * the column itself and begins with no operator cannot have meant that: it is run as it stands,
   * unless dbt's own behaviour is asked for.
   */
  private boolean standsAlone(TestUse use, String column) {
    if (project.settings().strict() || !use.test().equals("dbt_utils.expression_is_true")) {
      return false;
    }
    String expression = String.valueOf(use.arguments().get("expression"));
    boolean names =
        Pattern.compile("(?i)\\b" + Pattern.quote(column) + "\\b")
            .matcher(expression.replaceAll("'[^']*'", ""))
            .find();
    if (!names || OPERATOR.matcher(expression).matches()) {
      return false;
    }
    project
        .complaints()
        .warn(
            use.place(),
            "Cannot put '"
                + column
                + "' before expression '"
                + expression
                + "', as dbt does: the expression names it already. It is run as it stands.",
            "For dbt, move the test from the column to the model, or write what follows the column: \"= LOWER(email)\".");
    return true;
  }

  /** A name that is too long for a table keeps its beginning. */
  private static Config aliased(
      Config config, TestUse use, String attachedTo, String model, String name) {
    if (name.length() < 64 || config.has("alias") || !use.name().isEmpty()) {
      return config;
    }
    String beginning = identifier(use, attachedTo, model);
    beginning = beginning.substring(0, Math.min(30, beginning.length()));
    return config.with(Map.of("alias", beginning + "_" + Digests.md5(name)));
  }

  private static String identifier(TestUse use, String attachedTo, String model) {
    return (attachedTo.startsWith("source.") ? "source_" : "")
        + use.test().replace('.', '_')
        + "_"
        + model;
  }

  private static String name(TestUse use, String attachedTo, String column, String name) {
    if (!use.name().isEmpty()) {
      return use.name();
    }
    String identifier = identifier(use, attachedTo, name);
    Map<String, Object> arguments = new TreeMap<>(use.arguments());
    if (!column.isEmpty()) {
      arguments.put("column_name", column);
    }
    List<String> parts = new ArrayList<>();
    arguments.values().forEach(value -> flat(value, parts));
    String full =
        identifier
            + "_"
            + String.join(
                "__", parts.stream().map(part -> part.replaceAll("[^0-9a-zA-Z_]+", "_")).toList());
    return full;
  }

  private static void flat(Object value, List<String> parts) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(item -> parts.add(Printing.str(item)));
    } else if (value instanceof Collection<?> list) {
      list.forEach(item -> parts.add(Printing.str(item)));
    } else {
      parts.add(Printing.str(value));
    }
  }
}
