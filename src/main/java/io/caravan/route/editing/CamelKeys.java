package io.caravan.route.editing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The {@code camel.*} keys of application.properties. Camel itself would stop at the first unknown
 * one, late, and without saying where it stands.
 */
public final class CamelKeys {
  private static final Set<String> FREE =
      Set.of("beans", "dataformat", "kamelet", "language", "variable", "cloud");
  private static final String COMPONENT = "camel.component.";

  private final Map<String, CamelOption> options = new TreeMap<>();
  private final Map<String, String> names = new TreeMap<>();
  private final Set<String> groups =
      new TreeSet<>(Set.of("component", "kamelet", "dataformat", "language", "beans"));

  private CamelKeys(JsonNode metadata) {
    for (JsonNode property : metadata.path("properties")) {
      String name = property.path("name").asText();
      options.put(plain(name), CamelOption.of(name, property));
      names.put(plain(name), name);
    }
    metadata
        .path("groups")
        .forEach(group -> groups.add(group.path("name").asText().split("\\.")[1]));
  }

  /** The keys of the Camel version on the class path. */
  public static CamelKeys load() {
    try (InputStream in =
        CamelKeys.class
            .getClassLoader()
            .getResourceAsStream("META-INF/camel-main-configuration-metadata.json")) {
      return new CamelKeys(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read Camel's list of keys from the class path", e);
    }
  }

  /** What is wrong with a key and its value, if anything. Keys of others are not looked at. */
  public Optional<Problem> check(String key, String value, Place place) {
    String[] parts = key.split("\\.", 3);
    if (!parts[0].equals("camel")) {
      return Optional.empty();
    }
    if (key.startsWith(COMPONENT)) {
      return component(key, value, place);
    }
    if (parts.length < 3 || !groups.contains(parts[1]) && !FREE.contains(parts[1])) {
      return unknown(key, place, names.values());
    }
    if (FREE.contains(parts[1]) || key.contains("[")) {
      return Optional.empty();
    }
    CamelOption option = options.get(plain(key));
    return option == null ? unknown(key, place, names.values()) : value(key, value, place, option);
  }

  private Optional<Problem> component(String key, String value, Place place) {
    String[] parts = key.substring(COMPONENT.length()).split("\\.", 2);
    // Only its class loader is used: it is neither started nor does it hold anything.
    CamelContext context = new DefaultCamelContext();
    Optional<ComponentSchema> schema = ComponentSchema.of(context, parts[0]);
    if (schema.isEmpty()) {
      return unknown(
          key,
          place,
          ComponentNames.onClassPath(context).stream()
              .map(name -> COMPONENT + name + (parts.length > 1 ? "." + parts[1] : ""))
              .toList());
    }
    Map<String, CamelOption> settings = schema.get().settings();
    String wanted = parts.length > 1 ? plain(parts[1]) : "";
    return settings.values().stream()
        .filter(option -> plain(option.name()).equals(wanted))
        .findFirst()
        .map(option -> value(key, value, place, option))
        .orElseGet(
            () ->
                wanted.contains(".") || wanted.contains("[")
                    ? Optional.empty()
                    : unknown(
                        key,
                        place,
                        settings.keySet().stream()
                            .map(name -> COMPONENT + parts[0] + "." + name)
                            .toList()));
  }

  private static Optional<Problem> value(
      String key, String value, Place place, CamelOption option) {
    if (PlaceholderCheck.laterKnown(value)) {
      return Optional.empty();
    }
    return option
        .mismatch(value)
        .map(
            wrong ->
                new Problem(
                    place,
                    "Cannot set '" + key + "': '" + value + "' " + wrong + ".",
                    (Spelling.didYouMean(value, option.values(), "") + " " + option.remedy())
                        .strip()));
  }

  private static Optional<Problem> unknown(String key, Place place, Collection<String> known) {
    List<String> dashed = known.stream().map(CamelKeys::dashed).toList();
    return Optional.of(
        new Problem(
            place,
            "Cannot set '" + key + "': Camel has no such key.",
            Spelling.didYouMean(
                key,
                key.contains("-") ? dashed : known,
                "Camel's reference lists its keys; for a placeholder of your own choose a name that does not begin with 'camel.'.")));
  }

  /** Camel takes {@code routes-include-pattern} and {@code routesIncludePattern} for the same. */
  private static String plain(String key) {
    return key.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static String dashed(String key) {
    return key.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
