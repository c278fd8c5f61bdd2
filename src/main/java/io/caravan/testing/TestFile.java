package io.caravan.testing;

import io.caravan.model.Yaml;
import io.caravan.model.YamlReader;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.runs.DurationText;
import io.caravan.testing.Expected.Ending;
import io.caravan.testing.Expected.Wanted;
import io.caravan.testing.Given.Delivery;
import io.caravan.testing.Given.Rows;
import io.caravan.testing.Given.Sent;
import io.caravan.testing.Given.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a file of cases. */
final class TestFile {
  private static final List<String> STATES =
      List.of("succeeded", "failed", "retrying", "waiting", "none");
  private final String name;
  private final Known known;

  /** Names of the project that a test may use. */
  record Known(Set<String> routes, Set<String> sources) {}

  private TestFile(String name, Known known) {
    this.name = name;
    this.known = known;
  }

  /**
   * The cases of a file.
   *
   * @param name of the file, relative to the project
   * @param beside routes of the file that it stands beside, which its cases run unless they say
   *     otherwise
   * @throws ProjectException with the first mistake
   */
  static List<TestCase> read(String name, String text, Set<String> beside, Known known) {
    return new TestFile(name, known).cases(YamlReader.read(name, text), beside);
  }

  private List<TestCase> cases(Yaml.Mapping file, Set<String> beside) {
    Keys.mapping("test", file, List.of("routes", "within", "given", "cases"));
    Set<String> routes = routes(file).orElse(beside);
    Duration within =
        file.find("within")
            .map(y -> Keys.read("within", y, DurationText::parse))
            .orElse(Duration.ofSeconds(30));
    Given shared = file.find("given").map(this::given).orElse(Given.NOTHING);
    Yaml all = file.find("cases").orElseThrow(() -> Keys.missing("test", "cases", file.place()));
    List<TestCase> cases = new ArrayList<>();
    for (Yaml each : Keys.list("cases", all)) {
      Yaml.Mapping one =
          Keys.mapping("cases", each, List.of("case", "routes", "within", "given", "expect"));
      Set<String> run = routes(one).orElse(routes);
      if (run.isEmpty()) {
        throw new ProjectException(
            one.place(),
            "Cannot run the case: nobody says which route it is about.",
            "Put the file beside a route's, as %s, or add 'routes: [...]'."
                .formatted(name.replace(".test.yaml", ".camel.yaml")));
      }
      cases.add(
          new TestCase(
              one.find("case")
                  .map(y -> Keys.text("case", y))
                  .orElseThrow(() -> Keys.missing("cases", "case", one.place())),
              one.place(),
              run,
              one.find("given").map(this::given).map(shared::with).orElse(shared),
              expected(
                  one.find("expect")
                      .orElseThrow(() -> Keys.missing("cases", "expect", one.place()))),
              one.find("within")
                  .map(y -> Keys.read("within", y, DurationText::parse))
                  .orElse(within)));
    }
    return cases;
  }

  private Optional<Set<String>> routes(Yaml.Mapping mapping) {
    return mapping
        .find("routes")
        .map(
            yaml -> {
              Set<String> routes = new LinkedHashSet<>();
              Keys.list("routes", yaml).forEach(each -> routes.add(route("routes", each)));
              return routes;
            });
  }

  private String route(String key, Yaml yaml) {
    String route = Keys.text(key, yaml);
    if (!known.routes().contains(route)) {
      throw new ProjectException(
          yaml.place(),
          "Cannot find route '%s'.".formatted(route),
          Spelling.didYouMean(
              route, known.routes(), "Routes: " + String.join(", ", known.routes()) + "."));
    }
    return route;
  }

  private Given given(Yaml yaml) {
    Yaml.Mapping given =
        Keys.mapping("given", yaml, List.of("databases", "tables", "topics", "deliveries"));
    Map<DatasetName, Rows> tables = new LinkedHashMap<>();
    Keys.each("tables", given.find("tables"), Map.Entry::getValue)
        .forEach((table, rows) -> tables.put(dataset(given, "tables", table), rows(table, rows)));
    Map<String, List<Delivery>> deliveries =
        Keys.each(
            "deliveries",
            given.find("deliveries"),
            e -> Keys.list(e.getKey(), e.getValue()).stream().map(this::delivery).toList());
    deliveries
        .keySet()
        .forEach(
            route ->
                route(
                    "deliveries",
                    new Yaml.Scalar(
                        route, route, ((Yaml.Mapping) given.find("deliveries").get()).at(route))));
    return new Given(
        Keys.each(
            "databases", given.find("databases"), e -> database(given, e.getKey(), e.getValue())),
        tables,
        Keys.each(
            "topics",
            given.find("topics"),
            e -> Keys.list(e.getKey(), e.getValue()).stream().map(TestFile::sent).toList()),
        deliveries);
  }

  private Map<String, Rows> database(Yaml.Mapping given, String source, Yaml tables) {
    if (!known.sources().contains(source)) {
      throw new ProjectException(
          ((Yaml.Mapping) given.find("databases").orElseThrow()).at(source),
          "Cannot give tables of '%s': there is no such source.".formatted(source),
          Spelling.didYouMean(
              source,
              known.sources(),
              "Name it in application.properties: caravan.source." + source + ".uri = ..."));
    }
    return Keys.each(source, Optional.of(tables), table -> rows(table.getKey(), table.getValue()));
  }

  private static DatasetName dataset(Yaml.Mapping of, String key, String name) {
    Yaml.Mapping tables = (Yaml.Mapping) of.find(key).orElseThrow();
    return Keys.read(key, new Yaml.Scalar(name, name, tables.at(name)), DatasetName::parse);
  }

  private static Rows rows(String table, Yaml yaml) {
    Yaml list = yaml;
    Map<String, String> types = Map.of();
    if (yaml instanceof Yaml.Mapping) {
      Yaml.Mapping mapping = Keys.mapping(table, yaml, List.of("columns", "rows"));
      types =
          Keys.each("columns", mapping.find("columns"), e -> Keys.text(e.getKey(), e.getValue()));
      list = mapping.find("rows").orElseGet(() -> new Yaml.Sequence(List.of(), mapping.place()));
    }
    return new Rows(
        types,
        Keys.list(table, list).stream().map(row -> Keys.mapping(table, row)).toList(),
        yaml.place());
  }

  /** A record with key and headers, or the value alone. */
  static boolean isRecord(Yaml yaml) {
    return yaml instanceof Yaml.Mapping mapping
        && mapping.has("value")
        && List.of("key", "headers", "value").containsAll(mapping.entries().keySet());
  }

  private static Sent sent(Yaml yaml) {
    if (!isRecord(yaml)) {
      return new Sent(null, Map.of(), yaml);
    }
    Yaml.Mapping mapping = (Yaml.Mapping) yaml;
    return new Sent(
        mapping.find("key").map(y -> Keys.text("key", y)).orElse(null),
        Keys.each("headers", mapping.find("headers"), e -> Keys.text(e.getKey(), e.getValue())),
        mapping.entries().get("value"));
  }

  private Delivery delivery(Yaml yaml) {
    Yaml.Mapping mapping =
        Keys.mapping("deliveries", yaml, List.of("id", "headers", "body", "signature", "answer"));
    Signature signature =
        mapping
            .find("signature")
            .map(y -> Keys.read("signature", y, TestFile::signature))
            .orElse(Signature.RIGHT);
    return new Delivery(
        mapping.find("id").map(y -> Keys.text("id", y)).orElse(null),
        Keys.each("headers", mapping.find("headers"), e -> Keys.text(e.getKey(), e.getValue())),
        mapping.find("body").orElseThrow(() -> Keys.missing("deliveries", "body", mapping.place())),
        signature,
        mapping
            .find("answer")
            .map(y -> Keys.number("answer", y))
            .orElse(signature == Signature.RIGHT ? 200 : 401),
        mapping.place());
  }

  private static Signature signature(String text) {
    return switch (text) {
      case "right" -> Signature.RIGHT;
      case "wrong" -> Signature.WRONG;
      case "none" -> Signature.NONE;
      default -> throw new IllegalArgumentException("Write right, wrong or none.");
    };
  }

  private Expected expected(Yaml yaml) {
    Yaml.Mapping expect = Keys.mapping("expect", yaml, List.of("topics", "tables", "dead", "runs"));
    if (expect.entries().isEmpty()) {
      throw Keys.wrong("expect", yaml, "Say what must come of it: topics, tables, dead or runs.");
    }
    Map<DatasetName, Wanted> tables = new LinkedHashMap<>();
    Keys.each("tables", expect.find("tables"), Map.Entry::getValue)
        .forEach(
            (table, wanted) -> tables.put(dataset(expect, "tables", table), wanted(table, wanted)));
    Map<String, Ending> runs = new LinkedHashMap<>();
    Keys.each("runs", expect.find("runs"), Map.Entry::getValue)
        .forEach(
            (route, state) ->
                runs.put(
                    route(
                        "runs",
                        new Yaml.Scalar(
                            route,
                            route,
                            ((Yaml.Mapping) expect.find("runs").orElseThrow()).at(route))),
                    new Ending(Keys.read(route, state, TestFile::state), state.place())));
    return new Expected(
        Keys.each("topics", expect.find("topics"), e -> wanted(e.getKey(), e.getValue())),
        tables,
        expect.find("dead").map(y -> wanted("dead", y)),
        runs);
  }

  private static String state(String text) {
    if (!STATES.contains(text)) {
      throw new IllegalArgumentException(
          Spelling.didYouMean(text, STATES, "") + " One of: " + String.join(", ", STATES) + ".");
    }
    return text;
  }

  private static Wanted wanted(String of, Yaml yaml) {
    if (yaml instanceof Yaml.Scalar) {
      return new Wanted(Optional.of(Keys.number(of, yaml)), List.of(), false, true, yaml.place());
    }
    if (yaml instanceof Yaml.Sequence list) {
      return new Wanted(Optional.empty(), list.items(), false, false, yaml.place());
    }
    Yaml.Mapping mapping = Keys.mapping(of, yaml, List.of("count", "rows", "ordered", "others"));
    Optional<Integer> count = mapping.find("count").map(y -> Keys.number("count", y));
    return new Wanted(
        count,
        mapping.find("rows").map(y -> Keys.list("rows", y)).orElse(List.of()),
        Keys.flag("ordered", mapping.find("ordered")),
        Keys.flag("others", mapping.find("others")) || count.isPresent(),
        mapping.place());
  }
}
