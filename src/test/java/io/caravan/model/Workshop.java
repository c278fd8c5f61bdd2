package io.caravan.model;

import io.caravan.embedded.EmbeddedS3;
import io.caravan.engine.DuckDbEngine;
import io.caravan.engine.EngineSettings;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeSettings;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import io.caravan.lake.TableLayout;
import io.caravan.record.DatasetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A lake and an engine to build models in, both real, and shorthands to fill and to read them. */
final class Workshop implements AutoCloseable {
  final Lake lake;
  final DuckDbEngine engine;
  private final EmbeddedS3 store;

  Workshop(Path folder) {
    store = EmbeddedS3.start(folder.resolve("s3"), "lake");
    lake =
        Lake.open(
            LakeSettings.of(
                "s3://lake",
                new LakeSettings.Catalog("jdbc:h2:file:" + folder.resolve("catalog"), "sa", ""),
                new LakeSettings.Store(
                    store.endpoint().toString(),
                    "us-east-1",
                    store.accessKey(),
                    store.secretKey(),
                    true,
                    Map.of("lake", store.folderOf("lake"))),
                new LakeSettings.Cache(folder.resolve("cache"), 64 << 20)),
            Clock.systemUTC());
    engine = new DuckDbEngine(EngineSettings.usual(folder.resolve("temp")), lake);
  }

  /** Appends the rows of a query to a table, made when it is not there. */
  void append(String dataset, String query) {
    write(dataset, query, false);
  }

  /** Makes the rows of a query the whole content of a table. */
  void replace(String dataset, String query) {
    write(dataset, query, true);
  }

  private void write(String dataset, String query, boolean all) {
    DatasetName name = DatasetName.parse(dataset);
    try (SqlSession session = engine.session()) {
      LakeTable table = lake.create(name, session.describe(query), TableLayout.PLAIN);
      Scan scan = table.scan(LakeTable.MAIN);
      List<StagedFile> files =
          session.write(
              query, scan.fields(), table.dataLocation(), UUID.randomUUID().toString(), List.of());
      LakeTable.Commit commit = table.change(LakeTable.MAIN).add(files);
      (all ? commit.replaceAll() : commit).commit();
    }
  }

  /** What readers see now. */
  List<List<Object>> rows(String query) {
    try (Workbench bench = new Workbench(engine.session(), lake)) {
      String quoted =
          query.replaceAll("\\b(bronze|silver|gold|main|raw|history)\\.(\\w+)", "\"$1\".\"$2\"");
      bench.bindRead(quoted);
      return bench.session().query(quoted).rows();
    }
  }

  Object value(String query) {
    return rows(query).get(0).get(0);
  }

  long snapshot(String dataset) {
    return lake.load(DatasetName.parse(dataset)).snapshot(LakeTable.MAIN).orElseThrow().id();
  }

  Models models(Path project) {
    return models(project, false);
  }

  Models models(Path project, boolean strict) {
    ProjectSettings usual = ProjectSettings.usual();
    ProjectSettings settings =
        new ProjectSettings(
            usual.target(),
            usual.schema(),
            usual.threads(),
            Map.of(),
            Map.of(),
            java.util.Set.of(),
            usual.artefacts(),
            strict);
    return new Models(project, settings, lake, engine, Clock.systemUTC());
  }

  /** Writes a project: file names and their texts, one after the other. */
  static Path project(Path folder, String... filesAndTexts) {
    for (int i = 0; i < filesAndTexts.length; i += 2) {
      write(folder.resolve(filesAndTexts[i]), filesAndTexts[i + 1]);
    }
    if (!Files.exists(folder.resolve("dbt_project.yml"))) {
      write(folder.resolve("dbt_project.yml"), "name: shop\n");
    }
    return folder;
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of a folder, so that nothing is written into the original. */
  static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> write(to.resolve(from.relativize(file).toString()), text(file)));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    engine.close();
    lake.close();
    store.close();
  }
}
