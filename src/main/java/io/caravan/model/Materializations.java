package io.caravan.model;

import io.caravan.lake.LakeTable;
import java.util.Optional;

/** Chooses how a node is built: by its {@code materialized}, and by what is there already. */
final class Materializations {
  private Materializations() {}

  static Candidate build(Build build, boolean fullRefresh) {
    try {
      return built(build, fullRefresh);
    } catch (RuntimeException | Error failed) {
      build.lake().find(build.dataset()).ifPresent(table -> table.dropBranch(build.branch()));
      throw failed;
    }
  }

  private static Candidate built(Build build, boolean fullRefresh) {
    return switch (build.node().config().materialized()) {
      case "view" -> view(build);
      case "snapshot" -> new History(build).run();
      case "incremental" -> incremental(build, fullRefresh);
      default -> build.replaceAll();
    };
  }

  private static Candidate view(Build build) {
    boolean same = build.lake().viewSql(build.dataset()).filter(build.sql()::equals).isPresent();
    if (same) {
      return new Candidate.Same(build.dataset());
    }
    return new Candidate.View(build.lake(), build.dataset(), build.sql(), build.columns());
  }

  private static Candidate incremental(Build build, boolean fullRefresh) {
    Config config = build.node().config();
    boolean full = config.has("full_refresh") ? config.flag("full_refresh", false) : fullRefresh;
    Optional<LakeTable> table =
        build
            .lake()
            .find(build.dataset())
            .filter(there -> there.snapshot(LakeTable.MAIN).isPresent());
    return full || table.isEmpty() ? build.replaceAll() : new Incremental(build, table.get()).run();
  }
}
