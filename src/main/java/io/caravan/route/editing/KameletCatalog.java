package io.caravan.route.editing;

import io.caravan.record.FileVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;

/** Kamelets that come in jars on the class path, as Camel's own catalog does. */
final class KameletCatalog {
  private final CamelContext context;
  private final Set<String> names;

  KameletCatalog(CamelContext context) {
    this.context = context;
    try (InputStream in = KameletCatalog.class.getResourceAsStream("catalog-kamelets.txt")) {
      this.names = Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\s+"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the names of the Kamelet catalog from the class path", e);
    }
  }

  /** Names in the Camel catalog, whether its jar is here or not. */
  Set<String> names() {
    return names;
  }

  boolean contains(String name) {
    return names.contains(name) || context.getClassResolver().loadResourceAsURL(path(name)) != null;
  }

  Optional<KameletFile> find(String name) {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      return Optional.empty();
    }
    try (InputStream in = context.getClassResolver().loadResourceAsStream(path(name))) {
      return in == null
          ? Optional.empty()
          : Optional.of(YamlFile.read(path(name), new FileVersion(in.readAllBytes())))
              .filter(yaml -> yaml.root().isPresent())
              .map(KameletFile::of);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read Kamelet from the class path: " + name, e);
    }
  }

  private static String path(String name) {
    return "kamelets/" + name + KameletFile.ENDING;
  }
}
