package io.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class EmbeddedPartsTest {
  @TempDir Path folder;

  @Test
  void postgres_keeps_its_data_over_a_restart_and_a_second_start_adopts_the_running_server()
      throws Exception {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(folder.resolve("postgres"))) {
      first.createDatabase("app");
      first.createDatabase("app");
      try (var connection =
          DriverManager.getConnection(first.jdbcUrl("app"), first.user(), first.password())) {
        connection.createStatement().execute("create table kept as select 7 as n");
      }
      EmbeddedPostgres second = EmbeddedPostgres.start(folder.resolve("postgres"));
      assertThat(second.port()).isEqualTo(first.port());
    }
    try (EmbeddedPostgres again = EmbeddedPostgres.start(folder.resolve("postgres"));
        var connection =
            DriverManager.getConnection(again.jdbcUrl("app"), again.user(), again.password())) {
      var rows = connection.createStatement().executeQuery("select n from kept");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(7);
    }
  }

  @Test
  void an_adopted_postgres_is_stopped_by_the_one_that_adopted_it() {
    EmbeddedPostgres abandoned = EmbeddedPostgres.start(folder.resolve("postgres"));
    EmbeddedPostgres.start(folder.resolve("postgres")).close();
    assertThat(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
    abandoned.close();
  }

  @Test
  void objects_put_over_s3_are_plain_files_and_strangers_are_refused() throws Exception {
    try (EmbeddedS3 server = EmbeddedS3.start(folder.resolve("s3"), "lake")) {
      try (S3Client client = client(server, server.secretKey())) {
        client.putObject(r -> r.bucket("lake").key("a/b.txt"), RequestBody.fromString("hello"));
      }
      assertThat(Files.readString(server.folderOf("lake").resolve("a/b.txt"))).isEqualTo("hello");
      try (S3Client stranger = client(server, "wrong")) {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                () -> stranger.getObjectAsBytes(r -> r.bucket("lake").key("a/b.txt")))
            .hasMessageContaining("403");
      }
    }
  }

  @Test
  void a_database_that_a_killed_process_had_open_is_opened_without_waiting_for_its_sign_of_life()
      throws Exception {
    Path lock = folder.resolve("ledger.lock.db");
    try (EmbeddedParts parts = EmbeddedParts.own(folder)) {
      byte[] left;
      try (var open = DriverManager.getConnection(parts.h2("ledger"), "sa", "")) {
        left = Files.readAllBytes(lock);
        assertThat(parts.h2("ledger")).startsWith("jdbc:h2:file:");
        assertThat(lock).as("of a process that lives").exists();
      }
      Files.write(lock, left);
      try (EmbeddedParts visitor = EmbeddedParts.visit(folder)) {
        visitor.h2("ledger");
        assertThat(lock).as("to be judged by the owner of the folder only").exists();
      }
      parts.h2("ledger");
      assertThat(lock).as("of a process that is gone").doesNotExist();
    }
  }

  private static S3Client client(EmbeddedS3 server, String secret) {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(server.accessKey(), secret)))
        .build();
  }

  @Test
  void who_runs_the_folder_waits_for_a_command_that_is_using_it_and_refuses_a_second_one_at_once()
      throws Exception {
    EmbeddedParts visitor = EmbeddedParts.visit(folder);
    var owner = CompletableFuture.supplyAsync(() -> EmbeddedParts.own(folder));
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> EmbeddedParts.own(folder))
                    .hasMessageContaining("another Caravan runs this data folder"));
    assertThat(owner).isNotDone();
    visitor.close();
    owner.get(20, TimeUnit.SECONDS).close();
    EmbeddedParts.own(folder).close();
  }
}
