package io.caravan.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs where {@code -Djinja.python=} names a Python that has jinja2 3.1.6, pyyaml and dbt-common.
 */
@EnabledIfSystemProperty(named = "jinja.python", matches = ".+")
class PythonTest {
  @Test
  void the_tables_still_say_what_python_makes() throws Exception {
    Process python =
        new ProcessBuilder(
                System.getProperty("jinja.python"),
                "-W",
                "ignore",
                "src/test/resources/spec/jinja/regenerate.py",
                "--check")
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
  }
}
