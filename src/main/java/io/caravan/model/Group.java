package io.caravan.model;

import io.caravan.record.Place;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who owns some of the models: {@code groups} of a properties file. */
record Group(
    String packageName, String name, Map<String, Object> owner, String description, Place place) {
  private static final String KINDS = "group.";

  static Group read(Yaml.Mapping item, PropertiesReader reader) {
    reader.warnUnknown(
        item,
        java.util.Set.of("name", "owner", "description", "config"),
        "group '" + reader.text(item, "name") + "'");
    return new Group(
        reader.packageName(),
        reader.text(item, "name"),
        owner(item, "group", reader),
        reader.text(item, "description"),
        item.at("name"));
  }

  /** Name and address of somebody; one of them has to be there. */
  static Map<String, Object> owner(Yaml.Mapping item, String object, PropertiesReader reader) {
    Map<String, Object> owner = new LinkedHashMap<>();
    owner.put("email", null);
    owner.put("name", null);
    if (item.find("owner").orElse(null) instanceof Yaml.Mapping written) {
      written.entries().forEach((key, value) -> owner.put(key, reader.rendering().plain(value)));
    }
    if (owner.get("email") == null && owner.get("name") == null) {
      reader
          .complaints()
          .wrong(
              item.at("name"),
              "Cannot read " + object + ": '" + reader.text(item, "name") + "' has no owner.",
              "Write 'owner: {name: ..., email: ...}', one of the two at least.");
    }
    return owner;
  }

  String id() {
    return KINDS + packageName + "." + name;
  }

  Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("resource_type", "group");
    map.put("package_name", packageName);
    map.put("path", place.file().substring(place.file().indexOf('/') + 1));
    map.put("original_file_path", place.file());
    map.put("unique_id", id());
    map.put("owner", owner);
    map.put("description", description.isEmpty() ? null : description);
    map.put("config", new LinkedHashMap<>(Map.of("meta", Map.of())));
    return map;
  }
}
