package io.caravan.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Checks that what {@code packages.yml} asks for lies in {@code dbt_packages/}: nothing is fetched.
 */
final class RequiredPackages {
  private RequiredPackages() {}

  static void check(Folders folders, Set<String> vendored, Complaints complaints) {
    for (String name : new String[] {"packages.yml", "dependencies.yml"}) {
      Path file = folders.root().resolve(name);
      if (Files.isRegularFile(file)) {
        Safely.run(
            complaints,
            () -> check(YamlReader.read(name, folders.text(file)), vendored, complaints));
      }
    }
  }

  private static void check(Yaml.Mapping top, Set<String> vendored, Complaints complaints) {
    if (!(top.find("packages").orElse(null) instanceof Yaml.Sequence list)) {
      return;
    }
    for (Yaml item : list.items()) {
      if (!(item instanceof Yaml.Mapping entry)
          || !(entry.plain().get("package") instanceof String required)) {
        continue;
      }
      String name = required.substring(required.indexOf('/') + 1);
      if (!vendored.contains(name) && !name.equals("dbt_utils")) {
        complaints.wrong(
            item.place(),
            "Cannot find package '" + required + "': dbt_packages/" + name + " is missing.",
            "Put the package there, or run 'dbt deps' once and keep its result.");
      }
    }
  }
}
