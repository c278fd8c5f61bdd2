package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void the_environment_wins_over_the_file_and_the_command_line_over_both() throws IOException {
    write("caravan.lake.snapshot-age = 3d\ncaravan.source.app.uri=embedded\nmine=1\n");
    Settings settings =
        Settings.read(
            folder,
            Map.of(
                "CARAVAN_LAKE_SNAPSHOT_AGE",
                "4d",
                "CARAVAN_SOURCE_APP_PASSWORD",
                "x",
                "CARAVAN_LAKE_SNAPSHOT_COUNT",
                "7"),
            Map.of("caravan.lake.snapshot-count", "9"));
    assertThat(settings.get(Key.SNAPSHOT_AGE)).isEqualTo(Duration.ofDays(4));
    assertThat(settings.get(Key.SNAPSHOT_COUNT)).isEqualTo(9);
    assertThat(settings.get(Key.SOURCE_PASSWORD, "app")).isEqualTo("x");
    assertThat(settings.names(Key.SOURCE_URI)).containsExactly("app");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "caravan.lake.warehous=s3://x | Cannot set 'caravan.lake.warehous': there is no such key. | Did you mean 'caravan.lake.warehouse'?",
        "caravan.lake.target-file-size=128MX | to '128MX': it is not a size such as 128MB. | Default: '128MB'.",
        "caravan.engine.threads=0 | to '0': it is not a whole number from 1 to 256. | Default: '2'.",
        "camel.server.prot=8080 | Cannot set 'camel.server.prot': Camel has no such key. | Did you mean 'camel.server.port'?",
        "caravan.live=yes | to 'yes': it is not a true or false. | Default: 'true'.",
        "caravan.lake.snapshot-age=5 | to '5': it is not a duration such as 30s, 5m or 7d. | Default: '7d'."
      })
  void a_wrong_setting_is_shown_with_place_value_and_remedy(String line, String what, String remedy)
      throws IOException {
    write("# first\n\n" + line + "\n");
    assertThatThrownBy(() -> Settings.read(folder, Map.of(), Map.of()))
        .isInstanceOf(ProjectException.class)
        .hasMessageStartingWith("application.properties(3,1): ")
        .hasMessageContaining(what)
        .hasMessageContaining(remedy);
  }

  @ParameterizedTest
  @MethodSource("all")
  void every_default_is_a_value_that_its_setting_accepts(Setting<?> setting) {
    if (!setting.fallback().isEmpty()) {
      assertThatCode(() -> setting.read().apply(setting.fallback())).doesNotThrowAnyException();
    }
    assertThat(setting.doc()).isNotBlank().endsWith(".");
  }

  static java.util.List<Setting<?>> all() {
    return Key.all();
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("application.properties"), text);
  }
}
