package io.caravan.engine;

import io.caravan.lake.Lake;
import io.caravan.lake.Scan;
import io.caravan.lake.StagedFile;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** DuckDB in this process; every session has an instance of its own. */
public final class DuckDbEngine implements SqlEngine {
  private final EngineSettings settings;
  private final Lake lake;
  private final EngineFolder folder;
  private final FileSchemas schemas = new FileSchemas();
  private final AtomicLong opened = new AtomicLong();
  private final Set<DuckDbSession> sessions = ConcurrentHashMap.newKeySet();

  /**
   * @param lake where bound files are read from and written files put
   */
  public DuckDbEngine(EngineSettings settings, Lake lake) {
    this.settings = settings;
    this.lake = lake;
    this.folder = EngineFolder.claim(settings.temp());
  }

  @Override
  public String dialect() {
    return "duckdb";
  }

  @Override
  public SqlSession session() {
    return open();
  }

  private DuckDbSession open() {
    long number = opened.incrementAndGet();
    Workspace workspace = new Workspace(folder.folder().resolve("session-" + number), lake);
    try {
      DuckDbSession[] self = new DuckDbSession[1];
      self[0] =
          new DuckDbSession(settings, workspace, lake, schemas, () -> sessions.remove(self[0]));
      sessions.add(self[0]);
      if (number == 1) {
        new LoadedLibrary("libduckdb_java").unlink();
      }
      return self[0];
    } catch (RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  @Override
  public List<StagedFile> repack(Scan scan, String folder, String name, List<String> sortedBy) {
    try (DuckDbSession session = open()) {
      return session.repack(scan, folder, name, sortedBy);
    }
  }

  @Override
  public void warm() {
    Thread loader = new Thread(() -> session().close(), "sql-engine-warm-up");
    loader.setDaemon(true);
    loader.start();
  }

  @Override
  public void close() {
    List.copyOf(sessions).forEach(DuckDbSession::cancel);
    folder.close();
  }
}
