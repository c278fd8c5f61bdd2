package io.caravan.model;

import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the {@code tests} or {@code data_tests} of a model or column. */
record TestUses(Complaints complaints) {
  static final Set<String> CONFIG =
      Set.of(
          "severity",
          "tags",
          "enabled",
          "where",
          "limit",
          "warn_if",
          "error_if",
          "fail_calc",
          "store_failures",
          "store_failures_as",
          "meta",
          "database",
          "schema",
          "alias",
          "group");

  List<TestUse> read(Yaml.Mapping owner) {
    List<TestUse> uses = new ArrayList<>();
    if (owner.has("tests") && owner.has("data_tests")) {
      complaints.wrong(
          owner.at("tests"),
          "Cannot read tests: 'tests' stands beside 'data_tests'.",
          "Keep one of the two; 'data_tests' is the newer word.");
    }
    for (String key : List.of("tests", "data_tests")) {
      owner.find(key).ifPresent(found -> list(found, key, uses));
    }
    return uses;
  }

  private void list(Yaml found, String key, List<TestUse> uses) {
    if (!(found instanceof Yaml.Sequence list)) {
      complaints.wrong(
          found.place(),
          "Cannot read " + key + ": " + found.kind() + " is no list.",
          "Write one '- name' a line below it.");
      return;
    }
    list.items().forEach(item -> one(item, uses));
  }

  private void one(Yaml item, List<TestUse> uses) {
    if (item instanceof Yaml.Scalar scalar && scalar.value() instanceof String name) {
      uses.add(new TestUse(name, Map.of(), Map.of(), "", "", item.place()));
    } else if (item instanceof Yaml.Mapping mapping && mapping.has("test_name")) {
      uses.add(
          use(
              String.valueOf(mapping.entries().get("test_name").plain()),
              mapping.without("test_name"),
              item.place()));
    } else if (item instanceof Yaml.Mapping mapping && mapping.entries().size() == 1) {
      Map.Entry<String, Yaml> only = mapping.entries().entrySet().iterator().next();
      Yaml body = only.getValue();
      if (body instanceof Yaml.Mapping arguments) {
        uses.add(use(only.getKey(), arguments, item.place()));
      } else if (body instanceof Yaml.Scalar scalar && scalar.value() == null) {
        uses.add(new TestUse(only.getKey(), Map.of(), Map.of(), "", "", item.place()));
      } else {
        complaints.wrong(
            body.place(),
            "Cannot read test '" + only.getKey() + "': " + body.kind() + " is no mapping.",
            "Write its arguments as 'key: value'.");
      }
    } else {
      complaints.wrong(
          item.place(),
          "Cannot read test: " + item.kind() + " is neither a name nor one name with arguments.",
          "Indent the arguments below the test's name, two levels deeper than the '-'.");
    }
  }

  private TestUse use(String test, Yaml.Mapping body, Place place) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    Map<String, Object> config = new LinkedHashMap<>();
    String name = "";
    String description = "";
    for (Map.Entry<String, Yaml> entry : body.entries().entrySet()) {
      Object value = entry.getValue().plain();
      switch (entry.getKey()) {
        case "name" -> name = String.valueOf(value);
        case "description" -> description = String.valueOf(value);
        case "arguments", "config" ->
            nested(
                entry.getKey(),
                entry.getValue(),
                entry.getKey().equals("config") ? config : arguments,
                test);
        default ->
            (CONFIG.contains(entry.getKey()) ? config : arguments).put(entry.getKey(), value);
      }
    }
    return new TestUse(test, arguments, config, name, description, place);
  }

  private void nested(String key, Yaml value, Map<String, Object> into, String test) {
    if (value instanceof Yaml.Mapping mapping) {
      into.putAll(mapping.plain());
    } else {
      complaints.wrong(
          value.place(),
          "Cannot read test '" + test + "': '" + key + "' is " + value.kind() + ".",
          "Write it as 'key: value' lines.");
    }
  }
}
