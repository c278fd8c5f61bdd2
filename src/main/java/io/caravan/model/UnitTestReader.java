package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes drafts of the {@code unit_tests} of properties files. */
final class UnitTestReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "description",
          "model",
          "given",
          "expect",
          "overrides",
          "config",
          "versions",
          "meta",
          "tags");
  private static final Set<String> GIVEN_KEYS = Set.of("input", "rows", "format", "fixture");
  private static final Set<String> EXPECT_KEYS = Set.of("rows", "format", "fixture");
  private static final Set<String> OVERRIDE_KEYS = Set.of("macros", "vars", "env_vars");
  private static final Set<String> FORMATS = Set.of("dict", "csv", "sql");

  private final PackageFiles files;
  private final ProjectReader project;
  private final List<Draft> models;

  UnitTestReader(PackageFiles files, ProjectReader project, List<Draft> drafts) {
    this.files = files;
    this.project = project;
    this.models = drafts.stream().filter(draft -> draft.kind() == NodeKind.MODEL).toList();
  }

  /** A draft for each version of the model that is meant. */
  List<Draft> read(PropertiesFile.UnitTestEntry entry) {
    Yaml.Mapping written = entry.written();
    String name = text(written, "name");
    String object = "unit test '" + name + "'";
    project.complaints().unknownKeys(written, KEYS, object);
    String model = text(written, "model");
    List<Draft> tested =
        models.stream()
            .filter(draft -> draft.name().equals(model))
            .filter(draft -> draft.packageName().equals(files.project().name()))
            .toList();
    if (tested.isEmpty()) {
      throw wrong(
          written.at("model"),
          object,
          "model '" + model + "' does not exist",
          Spelling.didYouMean(
              model,
              new TreeSet<>(models.stream().map(Draft::name).toList()),
              "Write 'model:' with the name of a model of this project."));
    }
    return tested.stream()
        .filter(Draft::enabled)
        .filter(draft -> isMeant(written, draft.documentation().version()))
        .map(draft -> draft(entry, name, object, draft))
        .toList();
  }

  private static boolean isMeant(Yaml.Mapping written, String version) {
    if (!(written.find("versions").orElse(null) instanceof Yaml.Mapping versions)) {
      return true;
    }
    Config chosen = new Config(versions.plain());
    return chosen.has("include")
        ? chosen.texts("include").contains(version)
        : !chosen.texts("exclude").contains(version);
  }

  private Draft draft(
      PropertiesFile.UnitTestEntry entry, String name, String object, Draft tested) {
    Place place = entry.written().at("name");
    UnitTest unit = unit(entry.written(), object, tested);
    Recording recording = new Recording(Config.NONE, place);
    String version = tested.documentation().version();
    recording.ref(
        new Calls.Reference(tested.packageName(), tested.name(), version), Arguments.of());
    String full = version.isEmpty() ? name : name + "_v" + version;
    List<String> fqn = new ArrayList<>(tested.fqn());
    fqn.add(full);
    return new Draft(
        "unit_test." + tested.packageName() + "." + tested.name() + "." + full,
        NodeKind.UNIT_TEST,
        tested.packageName(),
        full,
        place.file(),
        fqn,
        new Config(entry.config()),
        tested.relation(),
        "",
        new Node.Documentation(text(entry.written(), "description"), List.of(), version),
        recording,
        Optional.empty(),
        Optional.of(unit),
        place);
  }

  private UnitTest unit(Yaml.Mapping written, String object, Draft tested) {
    List<UnitTest.Given> given = new ArrayList<>();
    if (written.find("given").orElse(null) instanceof Yaml.Sequence list) {
      list.items().forEach(item -> given.add(given(item, object)));
    }
    Yaml expect = written.find("expect").orElse(Yaml.Mapping.NONE);
    if (!(expect instanceof Yaml.Mapping expected) || expected.entries().isEmpty()) {
      throw wrong(written.at("name"), object, "it expects nothing", "Add 'expect: {rows: [...]}'.");
    }
    project.complaints().unknownKeys(expected, EXPECT_KEYS, object);
    UnitTest.Overrides overrides = overrides(written, object);
    if (tested.config().materialized().equals("incremental")
        && tested.raw().contains("is_incremental()")) {
      checkIncremental(written, object, overrides, given);
    }
    return new UnitTest(tested.id(), given, rows(expected, object), overrides);
  }

  private void checkIncremental(
      Yaml.Mapping written,
      String object,
      UnitTest.Overrides overrides,
      List<UnitTest.Given> given) {
    Object incremental = overrides.macros().get("is_incremental");
    if (incremental == null) {
      throw wrong(
          written.at("name"),
          object,
          "it does not say whether its model is built incrementally",
          "Add 'overrides: {macros: {is_incremental: true}}', or false.");
    }
    if (Boolean.TRUE.equals(incremental)
        && given.stream().noneMatch(each -> each.input().equals("this"))) {
      throw wrong(
          written.at("name"),
          object,
          "an incremental build reads its own table, and no rows are given for it",
          "Add '- input: this' with rows to 'given:'.");
    }
  }

  private UnitTest.Given given(Yaml item, String object) {
    if (!(item instanceof Yaml.Mapping written) || !written.has("input")) {
      throw wrong(
          item.place(), object, "a given has no input", "Begin it with \"- input: ref('x')\".");
    }
    project.complaints().unknownKeys(written, GIVEN_KEYS, object);
    String input = text(written, "input").strip();
    boolean given = written.has("rows") || written.has("fixture");
    if (input.equals("this") && given) {
      return new UnitTest.Given(
          input, Optional.empty(), List.of(), rows(written, object), written.at("input"));
    }
    Recording asked = new Recording(Config.NONE, written.at("input"));
    Names names =
        project.names(files.project().name(), asked, new LinkedHashMap<>(Map.of("name", object)));
    project.templates().value(written.at("input"), "{{ " + input + " }}", names);
    if (asked.refs().size() + asked.sources().size() != 1) {
      throw wrong(
          written.at("input"),
          object,
          "input '" + input + "' is neither a ref, a source nor this",
          "Write ref('model'), source('source', 'table') or this.");
    }
    return new UnitTest.Given(
        input,
        asked.refs().keySet().stream().findFirst(),
        asked.sources().keySet().stream().findFirst().orElse(List.of()),
        given ? rows(written, object) : ofSeed(asked, written.at("input"), object),
        written.at("input"));
  }

  /** A seed that is given without rows gives its own. */
  private UnitTest.Rows ofSeed(Recording asked, Place place, String object) {
    return files.seeds().stream()
        .filter(
            seed -> asked.refs().keySet().stream().anyMatch(ref -> ref.name().equals(seed.stem())))
        .findFirst()
        .map(seed -> new UnitTest.Rows(csv(seed.file(), seed.text()), "", place))
        .orElseThrow(
            () ->
                wrong(
                    place,
                    object,
                    "an input that is no seed is given no rows",
                    "Write 'rows: []', or the rows it has."));
  }

  private UnitTest.Rows rows(Yaml.Mapping written, String object) {
    String format = written.has("format") ? text(written, "format") : "dict";
    Place place = written.has("rows") ? written.at("rows") : written.place();
    if (!FORMATS.contains(format)) {
      throw wrong(
          written.at("format"),
          object,
          "format '" + format + "' is unknown",
          Spelling.didYouMean(format, FORMATS, "Known are: csv, dict, sql."));
    }
    if (format.equals("dict")) {
      return dicts(written, object, place);
    }
    String text = written.has("fixture") ? fixture(written, object, format) : text(written, "rows");
    return format.equals("sql")
        ? new UnitTest.Rows(List.of(), text.strip(), place)
        : new UnitTest.Rows(csv(place.file(), text.strip()), "", place);
  }

  private static UnitTest.Rows dicts(Yaml.Mapping written, String object, Place place) {
    List<Map<String, Object>> list = new ArrayList<>();
    Yaml rows = written.find("rows").orElse(new Yaml.Sequence(List.of(), place));
    if (!(rows instanceof Yaml.Sequence sequence)) {
      throw wrong(
          place,
          object,
          "rows of format dict are " + rows.kind(),
          "Write one '- {column: value}' a line, or 'format: csv'.");
    }
    for (Yaml row : sequence.items()) {
      if (!(row instanceof Yaml.Mapping mapping)) {
        throw wrong(row.place(), object, "a row is " + row.kind(), "Write it as {column: value}.");
      }
      Map<String, Object> values = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (column, value) ->
                  values.put(
                      column,
                      // As written: a date or a long number must not become another text.
                      value instanceof Yaml.Scalar scalar && scalar.value() != null
                          ? scalar.text()
                          : value.plain()));
      list.add(values);
    }
    return new UnitTest.Rows(list, "", place);
  }

  private static List<Map<String, Object>> csv(String file, String text) {
    CsvReader.Table table = CsvReader.read(file, text, ',');
    return table.rows().stream()
        .map(
            row -> {
              Map<String, Object> values = new LinkedHashMap<>();
              for (int i = 0; i < table.names().size(); i++) {
                String value = row.get(i);
                values.put(table.names().get(i).strip(), value.isEmpty() ? null : value);
              }
              return values;
            })
        .collect(Collectors.toList());
  }

  private String fixture(Yaml.Mapping written, String object, String format) {
    String name = text(written, "fixture");
    return files.fixtures().stream()
        .filter(file -> file.ends("." + format) && file.stem().equals(name))
        .findFirst()
        .map(Folders.Source::text)
        .orElseThrow(
            () ->
                wrong(
                    written.at("fixture"),
                    object,
                    "fixture '" + name + "' does not exist",
                    Spelling.didYouMean(
                        name,
                        files.fixtures().stream().map(Folders.Source::stem).toList(),
                        "Add tests/fixtures/" + name + "." + format + ".")));
  }

  private UnitTest.Overrides overrides(Yaml.Mapping written, String object) {
    if (!(written.find("overrides").orElse(null) instanceof Yaml.Mapping overrides)) {
      return new UnitTest.Overrides(Map.of(), Map.of(), Map.of());
    }
    project.complaints().unknownKeys(overrides, OVERRIDE_KEYS, "overrides of " + object);
    Config config = new Config(overrides.plain());
    Map<String, String> environment = new LinkedHashMap<>();
    config.map("env_vars").forEach((key, value) -> environment.put(key, String.valueOf(value)));
    return new UnitTest.Overrides(config.map("macros"), config.map("vars"), environment);
  }

  private static String text(Yaml.Mapping item, String key) {
    return item.find(key).map(value -> String.valueOf(value.plain())).orElse("");
  }

  private static ProjectException wrong(Place place, String object, String why, String remedy) {
    return new ProjectException(place, "Cannot read " + object + ": " + why + ".", remedy);
  }
}
