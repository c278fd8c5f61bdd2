package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Who may read a model: dbt's {@code access}, {@code group} and {@code restrict-access}. */
record Access(Collection<Group> groups, Map<String, ProjectFile> packages) {
  private static final List<String> LEVELS = List.of("private", "protected", "public");

  /** Complains of levels and groups that are none. */
  void check(Draft draft, Complaints complaints) {
    String level = level(draft.config());
    if (draft.kind() == NodeKind.MODEL && !LEVELS.contains(level)) {
      complaints.wrong(
          draft.place(),
          "Cannot let '" + draft.name() + "' be read: access '" + level + "' is unknown.",
          Spelling.didYouMean(level, LEVELS, "Write private, protected or public."));
    }
    if (level.equals("public") && draft.config().materialized().equals("ephemeral")) {
      complaints.wrong(
          draft.place(),
          "Cannot let '" + draft.name() + "' be read: an ephemeral model is not public.",
          "Materialize it as a view, or remove 'access: public'.");
    }
    String group = draft.config().text("group", "");
    TreeSet<String> known = new TreeSet<>();
    groups.stream()
        .filter(each -> each.packageName().equals(draft.packageName()))
        .forEach(each -> known.add(each.name()));
    if (!group.isEmpty() && !known.contains(group)) {
      complaints.wrong(
          draft.place(),
          "Cannot put '" + draft.name() + "' into group '" + group + "': it does not exist.",
          Spelling.didYouMean(
              group, known, "Declare it under 'groups:' of a properties file, with its owner."));
    }
  }

  static String level(Config config) {
    return config.text("access", "protected");
  }

  /**
   * Why a node may not read a model; empty when it may.
   *
   * @param group the reader's own group; empty for none
   */
  Optional<String> refusal(String group, String packageName, Draft read) {
    if (read.kind() != NodeKind.MODEL) {
      return Optional.empty();
    }
    return refusal(group, packageName, read.config(), read.packageName());
  }

  Optional<String> refusal(String group, String packageName, Config read, String readPackage) {
    boolean restricted =
        !packageName.equals(readPackage)
            && packages.containsKey(readPackage)
            && packages.get(readPackage).restrictsAccess();
    String owners = read.text("group", "");
    return switch (level(read)) {
      case "private" ->
          !owners.isEmpty() && owners.equals(group) && !restricted
              ? Optional.empty()
              : Optional.of("it is private to the group '" + owners + "'");
      case "protected" ->
          restricted
              ? Optional.of("it is protected, and package '" + readPackage + "' restricts access")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  void refuse(Place place, String name, String why, Complaints complaints) {
    complaints.wrong(
        place,
        "Cannot follow ref: '" + name + "' may not be read here, because " + why + ".",
        "Put the reader into that group, or set 'access: public' at '" + name + "'.");
  }
}
