package io.caravan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  @Test
  void the_page_of_settings_says_what_the_program_knows() throws IOException {
    assertThat(Files.readString(Path.of("docs/settings.md")))
        .as("docs/settings.md is written by ./caravan settings --markdown")
        .isEqualTo(SettingsCommand.markdown());
  }
}
