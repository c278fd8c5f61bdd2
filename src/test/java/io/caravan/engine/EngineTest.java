package io.caravan.engine;

import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.record.DatasetName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine over a folder, a session, and shorthands. */
abstract class EngineTest {
  static final DatasetName USERS = DatasetName.parse("silver.users");

  @TempDir Path temp;
  FolderLake lake;
  DuckDbEngine engine;
  SqlSession session;

  EngineSettings settings() {
    return new EngineSettings(
        256L << 20, 2, temp.resolve("temp"), 1L << 30, 128L << 20, Duration.ZERO, List.of());
  }

  @BeforeEach
  void open() {
    lake = new FolderLake(temp.resolve("lake"));
    engine = new DuckDbEngine(settings(), lake);
    session = engine.session();
  }

  @AfterEach
  void close() {
    session.close();
    engine.close();
  }

  List<StagedFile> write(String query, List<Scan.Field> fields, String name, String... sortedBy) {
    return session.write(query, fields, "s3://lake/silver/users/", name, List.of(sortedBy));
  }

  /** The only value of a query. */
  Object value(String sql) {
    return session.query(sql).rows().get(0).get(0);
  }
}
