package io.caravan;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.route.editing.CamelKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The values of {@code application.properties}, with the environment and the command line laid over
 * them. A key that nobody knows, or a value that does not fit, is a {@link ProjectException} before
 * anything is opened.
 */
public final class Settings {
  private final Path folder;
  private final TreeMap<String, String> values;

  private Settings(Path folder, TreeMap<String, String> values) {
    this.folder = folder;
    this.values = values;
  }

  /**
   * Reads {@code application.properties} of a project folder.
   *
   * @param folder the user's project; relative paths are resolved against it
   * @param environment {@code CARAVAN_LAKE_WAREHOUSE} overrides {@code caravan.lake.warehouse}, and
   *     so on
   * @param overrides from the command line; win over all
   */
  public static Settings read(
      Path folder, Map<String, String> environment, Map<String, String> overrides) {
    Path file = folder.resolve("application.properties");
    TreeMap<String, String> values = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    List<String> lines = lines(file);
    Properties properties = new Properties();
    try {
      properties.load(new java.io.StringReader(String.join("\n", lines)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ProjectException(
          Place.file(file.getFileName().toString()),
          "Cannot read settings: " + e.getMessage() + ".",
          "Write key=value lines.");
    }
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name).strip()));
    List<Setting<?>> known = Key.all();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      key(variable.getKey(), values.keySet(), known)
          .ifPresent(name -> values.put(name, variable.getValue()));
    }
    values.putAll(overrides);
    CamelKeys camel = CamelKeys.load();
    values.forEach(
        (name, value) -> check(name, value, known, camel, place(file, lines, name), problems));
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    return new Settings(folder, values);
  }

  /** The same with other values for some keys, whoever has set them. */
  public Settings with(Map<String, String> others) {
    TreeMap<String, String> both = new TreeMap<>(values);
    both.putAll(others);
    return new Settings(folder, both);
  }

  /** The same without what is set for a setting with {@code *} or {@code **}. */
  public Settings without(Setting<?> setting) {
    TreeMap<String, String> rest = new TreeMap<>(values);
    rest.keySet().removeIf(setting::matches);
    return new Settings(folder, rest);
  }

  /** The value of a setting, its fallback when the key is not there. */
  public <T> T get(Setting<T> setting) {
    return setting.read().apply(values.getOrDefault(setting.name(), setting.fallback()));
  }

  /** The value of a setting with a {@code *}, for one name. */
  public <T> T get(Setting<T> setting, String name) {
    return setting
        .read()
        .apply(values.getOrDefault(setting.name().replace("*", name), setting.fallback()));
  }

  /** A path setting, resolved against the project. */
  public Path path(Setting<Path> setting) {
    return folder.resolve(get(setting)).normalize();
  }

  /** The names that the user chose for a setting with a {@code *}, sorted. */
  public Set<String> names(Setting<?> setting) {
    String before = setting.name().substring(0, setting.name().indexOf('*'));
    Set<String> names = new TreeSet<>();
    values.keySet().stream()
        .filter(setting::matches)
        .forEach(
            key -> names.add(key.substring(before.length(), key.indexOf('.', before.length()))));
    return names;
  }

  /** The values of a setting with {@code **}, by what stands for it. */
  public Map<String, String> below(Setting<String> setting) {
    String before = setting.name().substring(0, setting.name().length() - 2);
    TreeMap<String, String> below = new TreeMap<>();
    values.keySet().stream()
        .filter(setting::matches)
        .forEach(key -> below.put(key.substring(before.length()), values.get(key)));
    return below;
  }

  /** Everything, for Camel's placeholders. */
  public Map<String, String> all() {
    return Map.copyOf(values);
  }

  /** Where a key stands, or could stand. */
  Place place(String name) {
    Path file = folder.resolve("application.properties");
    return values.containsKey(name)
        ? place(file, lines(file), name)
        : Place.file(file.getFileName().toString());
  }

  public Path folder() {
    return folder;
  }

  private static void check(
      String name,
      String value,
      List<Setting<?>> known,
      CamelKeys camel,
      Place place,
      List<Problem> problems) {
    if (!name.startsWith("caravan.")) {
      camel.check(name, value, place).ifPresent(problems::add);
      return; // Others are placeholders of the user's routes.
    }
    var setting = known.stream().filter(s -> s.matches(name)).findFirst();
    if (setting.isEmpty()) {
      List<String> names = known.stream().map(Setting::name).toList();
      problems.add(
          new Problem(
              place,
              "Cannot set '" + name + "': there is no such key.",
              Spelling.didYouMean(name, names, "All keys: docs/settings.md.")));
      return;
    }
    if (value.isEmpty() && setting.get().fallback().isEmpty()) {
      return;
    }
    try {
      setting.get().read().apply(value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      String shown = setting.get().secret() ? "(hidden)" : value;
      problems.add(
          new Problem(
              place,
              "Cannot set '"
                  + name
                  + "' to '"
                  + shown
                  + "': it is not a "
                  + setting.get().form()
                  + ".",
              "Default: '" + setting.get().fallback() + "'. " + setting.get().doc()));
    }
  }

  /** {@code CARAVAN_SOURCE_APP_PASSWORD} names the key whose letters and digits are the same. */
  private static java.util.Optional<String> key(
      String variable, Set<String> present, List<Setting<?>> known) {
    if (!variable.startsWith("CARAVAN_")) {
      return java.util.Optional.empty();
    }
    String wanted = variable.toLowerCase(Locale.ROOT).replace('_', '.');
    for (String name : present) {
      if (name.replace('-', '.').equals(wanted)) {
        return java.util.Optional.of(name);
      }
    }
    for (Setting<?> setting : known) {
      if (setting.name().replace('-', '.').equals(wanted)) {
        return java.util.Optional.of(setting.name());
      }
      if (setting.name().indexOf('*') >= 0 && setting.matches(wanted)) {
        return java.util.Optional.of(wanted);
      }
    }
    return java.util.Optional.empty();
  }

  private static Place place(Path file, List<String> lines, String name) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(name) && line.substring(name.length()).strip().matches("[=:].*")) {
        return new Place(file.getFileName().toString(), i + 1, lines.get(i).indexOf(name) + 1);
      }
    }
    return Place.file("command line or environment");
  }

  private static List<String> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new ProjectException(
          Place.file(file.toString()),
          "Cannot read settings: " + e.getMessage() + ".",
          "Save the file as UTF-8 text.");
    }
  }
}
