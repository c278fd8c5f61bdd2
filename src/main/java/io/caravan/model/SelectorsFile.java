package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code selectors.yml}: selections by name. */
final class SelectorsFile {
  static final String FILE = "selectors.yml";
  private static final List<String> CRITERION_KEYS =
      List.of(
          "method",
          "value",
          "parents",
          "children",
          "parents_depth",
          "children_depth",
          "childrens_parents",
          "indirect_selection",
          "exclude");
  private final Map<String, Selector> read = new LinkedHashMap<>();
  private final Rendering rendering;
  private final Complaints complaints;

  /**
   * A selection with a name.
   *
   * @param written its definition, for the manifest
   */
  record Selector(
      String name, String description, boolean usual, Spec spec, Object written, Place place) {}

  private SelectorsFile(Rendering rendering, Complaints complaints) {
    this.rendering = rendering;
    this.complaints = complaints;
  }

  /** The selectors by name, in the order written. */
  static Map<String, Selector> read(String text, Rendering rendering, Complaints complaints) {
    SelectorsFile file = new SelectorsFile(rendering, complaints);
    Yaml.Mapping top = YamlReader.read(FILE, text);
    complaints.unknownKeys(top, List.of("selectors", "version"), "selectors");
    for (Yaml.Mapping item :
        new PropertiesReader("", rendering, complaints).items(top, "selectors")) {
      Safely.run(complaints, () -> file.add(item));
    }
    return file.read;
  }

  private void add(Yaml.Mapping item) {
    complaints.unknownKeys(
        item, List.of("name", "description", "default", "definition"), "selector");
    String name = String.valueOf(rendering.plain(item.entries().get("name")));
    boolean usual =
        item.find("default")
            .map(rendering::plain)
            .map(value -> Boolean.parseBoolean(String.valueOf(value)))
            .orElse(false);
    Yaml definition =
        item.find("definition")
            .orElseThrow(
                () ->
                    new ProjectException(
                        item.at("name"),
                        "Cannot read selector '" + name + "': it has no definition.",
                        "Write 'definition: tag:daily', or a union or an intersection."));
    Selector selector =
        new Selector(
            name,
            item.find("description").map(d -> String.valueOf(rendering.plain(d))).orElse(""),
            usual,
            spec(definition),
            rendering.plain(definition),
            item.at("name"));
    if (usual) {
      read.values().stream()
          .filter(Selector::usual)
          .findFirst()
          .ifPresent(
              before -> {
                throw new ProjectException(
                    item.at("default"),
                    "Cannot use selector '"
                        + name
                        + "' by default: '"
                        + before.name()
                        + "' is the default already.",
                    "Remove one of the two.");
              });
    }
    if (read.putIfAbsent(name, selector) != null) {
      throw new ProjectException(
          item.at("name"),
          "Cannot read selectors: '" + name + "' is defined twice.",
          "Rename or remove one of the two.");
    }
  }

  private Spec spec(Yaml written) {
    if (written instanceof Yaml.Mapping mapping) {
      if (mapping.has("union")) {
        return several(mapping, "union");
      }
      return mapping.has("intersection") ? several(mapping, "intersection") : one(mapping);
    }
    if (written instanceof Yaml.Scalar scalar) {
      return text(scalar.place()).criterion(String.valueOf(rendering.plain(scalar)));
    }
    throw new ProjectException(
        written.place(),
        "Cannot read selector: its definition is a list.",
        "Write 'union:' or 'intersection:' above the list.");
  }

  private Spec several(Yaml.Mapping mapping, String key) {
    if (!(mapping.find(key).orElse(null) instanceof Yaml.Sequence list)) {
      throw new ProjectException(
          mapping.at(key),
          "Cannot read " + key + ": " + mapping.entries().get(key).kind() + " is no list.",
          "Write one '- ...' for each criterion.");
    }
    List<Spec> included = new ArrayList<>();
    Spec excluded = null;
    for (Yaml item : list.items()) {
      if (item instanceof Yaml.Mapping each && each.has("exclude") && each.entries().size() == 1) {
        excluded = excluded(each);
      } else {
        included.add(spec(item));
      }
    }
    Spec together =
        key.equals("union") ? new Spec.Union(included) : new Spec.Intersection(included);
    return excluded == null ? together : new Spec.Difference(together, excluded);
  }

  private Spec excluded(Yaml.Mapping mapping) {
    Yaml written = mapping.entries().get("exclude");
    List<Yaml> items = written instanceof Yaml.Sequence list ? list.items() : List.of(written);
    return new Spec.Union(items.stream().map(this::spec).toList());
  }

  private Spec one(Yaml.Mapping mapping) {
    if (mapping.entries().size() == 1 && !mapping.has("method")) {
      String method = mapping.entries().keySet().iterator().next();
      return criterion(mapping, method, mapping.entries().get(method));
    }
    complaints.unknownKeys(mapping, CRITERION_KEYS, "selector");
    if (!mapping.has("method") || !mapping.has("value")) {
      throw new ProjectException(
          mapping.place(),
          "Cannot read selector: it has not both 'method' and 'value'.",
          "Write {method: tag, value: daily}.");
    }
    String method = String.valueOf(rendering.plain(mapping.entries().get("method")));
    String value = String.valueOf(rendering.plain(mapping.entries().get("value")));
    if (method.equals("selector")) {
      return inherited(value, mapping.at("value"));
    }
    Spec spec = criterion(mapping, method, mapping.entries().get("value"));
    return mapping.has("exclude") ? new Spec.Difference(spec, excluded(mapping)) : spec;
  }

  private Spec inherited(String name, Place place) {
    return find(read, name)
        .orElseThrow(
            () ->
                new ProjectException(
                    place,
                    "Cannot read selector: '" + name + "' is not defined above it.",
                    Spelling.didYouMean(
                        name, read.keySet(), "Define it first, or move it up in the file.")))
        .spec();
  }

  static Optional<Selector> find(Map<String, Selector> selectors, String name) {
    return Optional.ofNullable(selectors.get(name));
  }

  private Spec criterion(Yaml.Mapping mapping, String method, Yaml value) {
    String plain = String.valueOf(rendering.plain(value));
    text(mapping.at("method")).requireMethod(method + ":" + plain, method);
    return new Spec.Criterion(
        method + ":" + plain,
        value.place(),
        false,
        method,
        plain,
        steps(mapping, "parents"),
        steps(mapping, "children"),
        flag(mapping, "childrens_parents"),
        mapping.find("indirect_selection").map(this::indirect));
  }

  private Spec.Indirect indirect(Yaml written) {
    String word = String.valueOf(rendering.plain(written));
    return Spec.Indirect.of(word)
        .orElseThrow(
            () ->
                new ProjectException(
                    written.place(),
                    "Cannot read selector: indirect_selection '" + word + "' is unknown.",
                    Spelling.didYouMean(
                        word,
                        List.of("eager", "cautious", "buildable", "empty"),
                        "Write eager, cautious, buildable or empty.")));
  }

  private int steps(Yaml.Mapping mapping, String direction) {
    if (!flag(mapping, direction)) {
      return 0;
    }
    return mapping.find(direction + "_depth").map(rendering::plain).orElse(null)
            instanceof Number depth
        ? depth.intValue()
        : -1;
  }

  private boolean flag(Yaml.Mapping mapping, String key) {
    return mapping
        .find(key)
        .map(value -> Boolean.parseBoolean(String.valueOf(rendering.plain(value))))
        .orElse(false);
  }

  private static SpecText text(Place place) {
    return new SpecText(place, false);
  }
}
