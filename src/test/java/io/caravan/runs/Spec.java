package io.caravan.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Case tables under {@code src/test/resources/spec}. */
final class Spec {
  private Spec() {}

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> cases(String file) {
    try (InputStream text = Spec.class.getResourceAsStream("/spec/" + file)) {
      return (List<Map<String, Object>>)
          new Load(LoadSettings.builder().build()).loadFromInputStream(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
