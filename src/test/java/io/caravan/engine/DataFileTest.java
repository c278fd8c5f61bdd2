package io.caravan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.ProjectException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataFileTest extends EngineTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({
    "users.csv, 'id,name\n1,ann\n2,bob\n'",
    "users.tsv, 'id\tname\n1\tann\n2\tbob\n'",
    "'us''ers %s.CSV', 'id,name\n1,ann\n2,bob\n'",
    "users.ndjson, '{\"id\": 1, \"name\": \"ann\"}\n{\"id\": 2, \"name\": \"bob\"}\n'",
    "users.json, '[{\"id\": 1, \"name\": \"ann\"}, {\"id\": 2, \"name\": \"bob\"}]'"
  })
  void a_file_is_read_by_its_ending(String name, String content) throws IOException {
    session.bindFile(USERS, Files.writeString(home.resolve(name), content));
    assertThat(session.query("SELECT id, name FROM silver.users").rows())
        .containsExactly(List.of(1L, "ann"), List.of(2L, "bob"));
  }

  @Test
  void a_compressed_file_is_read_too() throws IOException {
    Path file = home.resolve("users.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("id\n7\n".getBytes(StandardCharsets.UTF_8));
    }
    session.bindFile(USERS, file);
    assertThat(value("SELECT id FROM silver.users")).isEqualTo(7L);
  }

  @Test
  void a_file_that_is_not_there_or_no_data_is_refused() throws IOException {
    Path text = Files.writeString(home.resolve("users.txt"), "x");
    assertThatThrownBy(() -> session.bindFile(USERS, text))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("Cannot read data: the ending of 'users.txt' says nothing.");
    assertThatThrownBy(() -> session.bindFile(USERS, home.resolve("none.csv")))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("Cannot read data: there is no such file.");
  }

  @Test
  void the_folder_of_a_bound_file_stays_out_of_reach() throws IOException {
    session.bindFile(USERS, Files.writeString(home.resolve("users.csv"), "id\n1\n"));
    Path other = Files.writeString(home.resolve("other.csv"), "id\n1\n");
    assertThatThrownBy(() -> session.query("SELECT * FROM read_csv('" + other + "')"))
        .isInstanceOf(SqlFailure.class);
  }
}
