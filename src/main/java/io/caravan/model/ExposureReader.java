package io.caravan.model;

import io.caravan.record.DatasetName;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code exposures}: what is made of the models outside of the project. */
record ExposureReader(ProjectReader project, PackageFiles files) {
  private static final Set<String> TYPES =
      Set.of("dashboard", "notebook", "analysis", "ml", "application");
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "type",
          "label",
          "url",
          "maturity",
          "description",
          "owner",
          "depends_on",
          "meta",
          "tags",
          "config");

  /** The exposure as a node, and what is written of it for the manifest. */
  record Exposure(Draft draft, Map<String, Object> details) {}

  Exposure read(Yaml.Mapping item, PropertiesFile from, PropertiesReader reader) {
    String name = reader.text(item, "name");
    reader.warnUnknown(item, KEYS, "exposure '" + name + "'");
    check(item, name, reader);
    List<String> fqn = new ArrayList<>(List.of(files.project().name()));
    fqn.addAll(from.below());
    fqn.add(name);
    Config config = project.configured("exposures", files.project(), fqn).with(reader.config(item));
    Recording recording = new Recording(config, item.at("depends_on"));
    if (item.find("depends_on").orElse(null) instanceof Yaml.Sequence list) {
      Names names = project.names(files.project().name(), recording, Map.of());
      for (Yaml each : list.items()) {
        project.templates().value(each.place(), "{{ " + each.plain() + " }}", names);
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("type", reader.text(item, "type"));
    details.put("owner", Group.owner(item, "exposure", reader));
    for (String key : List.of("label", "maturity", "url")) {
      details.put(key, item.has(key) ? reader.text(item, key) : null);
    }
    Draft draft =
        new Draft(
            "exposure." + files.project().name() + "." + name,
            NodeKind.EXPOSURE,
            files.project().name(),
            name,
            from.file(),
            fqn,
            config,
            new DatasetName(project.settings().schema(), "exposure"),
            "",
            new Node.Documentation(reader.text(item, "description"), List.of(), ""),
            recording,
            Optional.empty(),
            Optional.empty(),
            item.at("name"));
    return new Exposure(draft, details);
  }

  private static void check(Yaml.Mapping item, String name, PropertiesReader reader) {
    String type = reader.text(item, "type");
    if (!TYPES.contains(type)) {
      reader
          .complaints()
          .wrong(
              item.at("type"),
              "Cannot read exposure '" + name + "': type '" + type + "' is unknown.",
              Spelling.didYouMean(
                  type, TYPES, "Write analysis, application, dashboard, ml or notebook."));
    }
    if (!name.matches("\\w+")) {
      reader
          .complaints()
          .wrong(
              item.at("name"),
              "Cannot read exposure: name '" + name + "' is not letters, digits and '_'.",
              "Put what people should read into 'label'.");
    }
  }
}
