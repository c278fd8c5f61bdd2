package io.caravan.model;

import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The methods of selection: which nodes and sources a {@code method:value} means. */
record Criteria(Project project, Before before) {
  /** Methods that compare with something from before: matching nothing is no mistake for them. */
  static final Set<String> COMPARING = Set.of("state", "result", "source_status");

  private static final List<String> STATES =
      List.of(
          "modified",
          "modified.body",
          "modified.configs",
          "modified.contract",
          "modified.macros",
          "modified.persisted_descriptions",
          "modified.relation",
          "new",
          "old",
          "unmodified");

  static final List<String> METHODS =
      List.of(
          "access",
          "config",
          "exposure",
          "file",
          "fqn",
          "group",
          "package",
          "path",
          "resource_type",
          "result",
          "source",
          "source_status",
          "state",
          "tag",
          "test_name",
          "test_type",
          "unit_test",
          "version");

  static String usualMethod(String value) {
    if (value.contains("/")) {
      return "path";
    }
    return value.matches(".*\\.(sql|csv|yml|yaml)") ? "file" : "fqn";
  }

  static boolean knows(String method) {
    return METHODS.contains(method) || method.startsWith("config.");
  }

  Set<String> matching(Spec.Criterion criterion) {
    String value = criterion.value();
    return switch (criterion.method()) {
      case "state" -> inState(criterion);
      case "result" -> known(before.withResult(value));
      case "source_status" -> {
        if (!value.equals("fresher")) {
          throw unknown(criterion, List.of("fresher"));
        }
        yield known(before.fresher());
      }
      default -> matching(criterion.method(), value);
    };
  }

  private Set<String> known(Set<String> ids) {
    Set<String> known = new TreeSet<>(ids);
    known.retainAll(project.graph().ids());
    return known;
  }

  private static ProjectException unknown(Spec.Criterion criterion, List<String> words) {
    return new ProjectException(
        criterion.place(),
        "Cannot select '"
            + criterion.written()
            + "': "
            + criterion.method()
            + " '"
            + criterion.value()
            + "' is unknown.",
        Spelling.didYouMean(
            criterion.value(), words, "Known are: " + String.join(", ", words) + "."));
  }

  private Set<String> inState(Spec.Criterion criterion) {
    if (!STATES.contains(criterion.value())) {
      throw unknown(criterion, STATES);
    }
    Set<String> matched = new TreeSet<>();
    for (String id : project.graph().ids()) {
      if (before.knows(id) && isInState(id, criterion.value())) {
        matched.add(id);
      }
    }
    return matched;
  }

  private boolean isInState(String id, String state) {
    Optional<Marks> was = before.marks(id);
    if (state.equals("new") || state.equals("old")) {
      return was.isEmpty() == state.equals("new");
    }
    Set<String> changes =
        was.map(marks -> project.marks(id).changes(marks))
            .orElseGet(() -> new TreeSet<>(Marks.PARTS));
    return switch (state) {
      case "modified" -> !changes.isEmpty();
      case "unmodified" -> changes.isEmpty();
      default -> changes.contains(state.substring("modified.".length()));
    };
  }

  private Set<String> matching(String method, String value) {
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
      case "group" -> node.config().has("group") && glob(value, node.config().text("group", ""));
      case "access" -> node.isA(NodeKind.MODEL) && Access.level(node.config()).equals(value);
      case "exposure" -> node.isA(NodeKind.EXPOSURE) && ofPackage(node, value);
      case "unit_test" -> node.isA(NodeKind.UNIT_TEST) && ofPackage(node, value);
      case "test_name" -> node.test().map(test -> glob(value, test.name())).orElse(false);
      case "test_type" -> node.kind().isTest() && testType(node, value);
      case "version" ->
          node.isA(NodeKind.MODEL)
              && node.documentation().version().isEmpty() == value.equals("none")
              && version(node, value);
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

  /** By its name, or by its package and its name. */
  private static boolean ofPackage(Node node, String value) {
    return glob(value, node.name()) || glob(value, node.packageName() + "." + node.name());
  }

  /**
   * By its name, by its dataset, or by the folders that lead to it (with or without the package).
   */
  private static boolean named(Node node, String value) {
    List<String> fqn = node.fqn();
    boolean byName =
        node.name().equals(value)
            || (node.leavesRelation() && glob(value, node.relation().toString()));
    boolean byPattern = !value.contains(".") && glob(value, node.name());
    return byName || byPattern || leads(fqn, value) || leads(fqn.subList(1, fqn.size()), value);
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
      case "none" -> node.documentation().version().isEmpty();
      case "old" -> older(node) < 0;
      case "prerelease" -> older(node) > 0;
      default -> node.documentation().version().equals(value);
    };
  }

  /** Below zero for a version before the latest, above for one after it. */
  private int older(Node node) {
    return project
        .latest(node)
        .map(Node::documentation)
        .map(latest -> Patch.compare(node.documentation().version(), latest.version()))
        .orElse(0);
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
