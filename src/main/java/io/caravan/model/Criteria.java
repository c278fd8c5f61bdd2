package io.caravan.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The methods of selection: which nodes and sources a {@code method:value} means. */
record Criteria(Project project) {
  static final List<String> METHODS =
      List.of(
          "config",
          "file",
          "fqn",
          "group",
          "package",
          "path",
          "resource_type",
          "source",
          "tag",
          "test_name",
          "test_type",
          "version");

  static String usualMethod(String value) {
    if (value.contains("/")) {
      return "path";
    }
    return value.matches(".*\\.(sql|csv|yml|yaml)") ? "file" : "fqn";
  }

  boolean knows(String method) {
    return METHODS.contains(method) || method.startsWith("config.");
  }

  Set<String> matching(String method, String value) {
    Set<String> matched = new TreeSet<>();
    for (Node node : project.nodes().values()) {
      if (matches(node, method, value)) {
        matched.add(node.id());
      }
    }
    for (SourceTable source : project.sources().values()) {
      if (matches(source, method, value)) {
        matched.add(source.id());
      }
    }
    return matched;
  }

  private boolean matches(Node node, String method, String value) {
    if (method.startsWith("config.")) {
      return configured(
          node.config().values(),
          List.of(method.substring("config.".length()).split("\\.")),
          value);
    }
    return switch (method) {
      case "fqn" -> named(node, value);
      case "tag" -> tags(node).stream().anyMatch(tag -> glob(value, tag));
      case "path" -> path(node.file(), value);
      case "file" ->
          glob(value, Path.of(node.file()).getFileName().toString()) || glob(value, node.name());
      case "package" -> glob(value.equals("this") ? project.name() : value, node.packageName());
      case "resource_type" -> node.kind().word().equals(value);
      case "group" -> node.config().text("group", "").equals(value);
      case "test_name" -> node.test().map(test -> glob(value, test.name())).orElse(false);
      case "test_type" -> node.kind().isTest() && testType(node, value);
      case "version" -> !node.documentation().version().isEmpty() && version(node, value);
      default -> false;
    };
  }

  private boolean matches(SourceTable source, String method, String value) {
    return switch (method) {
      case "source" -> {
        String full = source.packageName() + "." + source.source() + "." + source.patch().name();
        String name = source.source() + "." + source.patch().name();
        yield glob(value, full) || glob(value, name) || glob(value, source.source());
      }
      case "fqn" -> value.equals(source.dataset().toString());
      case "tag" -> source.config().texts("tags").stream().anyMatch(tag -> glob(value, tag));
      case "path" -> path(source.place().file(), value);
      case "package" -> glob(value.equals("this") ? project.name() : value, source.packageName());
      case "resource_type" -> value.equals("source");
      default -> false;
    };
  }

  /**
   * By its name, by its dataset, or by the folders that lead to it (with or without the package).
   */
  private static boolean named(Node node, String value) {
    List<String> fqn = node.fqn();
    boolean byName =
        node.name().equals(value)
            || (node.leavesRelation() && glob(value, node.relation().toString()));
    return byName || leads(fqn, value) || leads(fqn.subList(1, fqn.size()), value);
  }

  private static boolean leads(List<String> fqn, String value) {
    List<String> flat = new ArrayList<>();
    fqn.forEach(part -> flat.addAll(List.of(part.split("\\."))));
    List<String> wanted = List.of(value.split("\\."));
    if (flat.size() < wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).matches(".*[*?\\[\\]].*")) {
        return glob(
            String.join(".", wanted.subList(i, wanted.size())),
            String.join(".", flat.subList(i, flat.size())));
      }
      if (!flat.get(i).equals(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> tags(Node node) {
    List<String> tags = new ArrayList<>(node.config().texts("tags"));
    node.documentation().columns().forEach(column -> tags.addAll(column.tags()));
    return tags;
  }

  private static boolean path(String file, String value) {
    String wanted = value.replaceAll("/+$", "");
    return file.equals(wanted) || file.startsWith(wanted + "/") || glob(wanted, file);
  }

  private static boolean testType(Node node, String value) {
    return switch (value) {
      case "generic" -> node.test().isPresent();
      case "singular" -> node.isA(NodeKind.TEST) && node.test().isEmpty();
      case "data" -> node.isA(NodeKind.TEST);
      case "unit" -> node.isA(NodeKind.UNIT_TEST);
      default -> false;
    };
  }

  private boolean version(Node node, String value) {
    return switch (value) {
      case "latest" -> project.isLatest(node);
      case "old", "prerelease" -> !project.isLatest(node);
      default -> node.documentation().version().equals(value);
    };
  }

  private static boolean configured(Object at, List<String> path, String value) {
    if (path.isEmpty()) {
      if (at instanceof List<?> list) {
        return list.stream().anyMatch(item -> configured(item, path, value));
      }
      if (at instanceof Map<?, ?> map) {
        return map.containsKey(value);
      }
      return at != null && String.valueOf(at).equalsIgnoreCase(value);
    }
    return at instanceof Map<?, ?> map
        && configured(map.get(path.get(0)), path.subList(1, path.size()), value);
  }

  /** Shell wildcards over the whole text. */
  private static boolean glob(String pattern, String text) {
    if (!pattern.matches(".*[*?\\[].*")) {
      return pattern.equals(text);
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      int end = pattern.charAt(i) == '[' ? pattern.indexOf(']', i + 2) : -1;
      if (end > 0) {
        String set = pattern.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = end;
      } else {
        switch (pattern.charAt(i)) {
          case '*' -> regex.append(".*");
          case '?' -> regex.append('.');
          default -> regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
        }
      }
    }
    return Pattern.matches(regex.toString(), text);
  }
}
