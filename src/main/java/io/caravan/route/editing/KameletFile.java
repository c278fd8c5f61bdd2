package io.caravan.route.editing;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A Kamelet of the project or of the catalog.
 *
 * @param yaml the file
 * @param properties what it takes, by name
 * @param required names of properties that must be given, unless they have a default
 */
record KameletFile(
    YamlFile yaml, String name, Map<String, KameletProperty> properties, Set<String> required) {
  static final String ENDING = ".kamelet.yaml";

  static KameletFile of(YamlFile yaml) {
    Node root = yaml.root().orElseThrow();
    Map<String, KameletProperty> properties = new LinkedHashMap<>();
    Yaml.at(root, "spec/definition/properties")
        .ifPresent(
            node ->
                Yaml.entries(node)
                    .forEach(
                        e ->
                            Yaml.text(e.getKeyNode())
                                .ifPresent(
                                    key ->
                                        properties.put(
                                            key, KameletProperty.of(key, e.getValueNode())))));
    Set<String> required = new LinkedHashSet<>();
    Yaml.at(root, "spec/definition/required")
        .ifPresent(
            node -> Yaml.items(node).forEach(item -> Yaml.text(item).ifPresent(required::add)));
    return new KameletFile(
        yaml, Yaml.textAt(root, "metadata/name").orElse(""), properties, required);
  }

  Node root() {
    return yaml.root().orElseThrow();
  }

  Optional<Node> template() {
    return Yaml.at(root(), "spec/template");
  }

  List<EndpointUse> uses() {
    return template().map(node -> EndpointUse.in(yaml.name(), node)).orElse(List.of());
  }

  /** Whether a route may begin with it: its template hands over to {@code kamelet:sink}. */
  boolean source() {
    return !beginsAtCaller();
  }

  /** Whether a route may call it: its template begins at {@code kamelet:source}. */
  boolean beginsAtCaller() {
    return uses().stream()
        .filter(use -> use.key().equals("from"))
        .anyMatch(use -> use.scheme().equals("kamelet") && use.path().equals("source"));
  }

  /** Names that {@code {{...}}} in the template may use. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(properties.keySet());
    names.addAll(List.of("routeId", "templateId", "uuid", "parentRouteId", "parentProcessorId"));
    template()
        .flatMap(node -> Yaml.at(node, "beans"))
        .ifPresent(
            beans ->
                Yaml.items(beans).forEach(bean -> Yaml.textAt(bean, "name").ifPresent(names::add)));
    return names;
  }
}
