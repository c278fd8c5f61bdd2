package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.embedded.EmbeddedParts;
import io.caravan.runs.IntervalPolicy;
import io.caravan.runs.Ledger;
import io.caravan.runs.Schedule;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationTest {
  private static final IntervalPolicy HOURLY =
      IntervalPolicy.of(Schedule.parse("@hourly", ZoneOffset.UTC));

  @TempDir Path project;

  @Test
  void the_embedded_ledger_opens_again_when_it_was_closed_below_us_as_on_a_full_disk()
      throws Exception {
    try (Application application = Application.own(Settings.read(project, Map.of(), Map.of()))) {
      Ledger ledger = application.ledger();
      ledger.succeed(ledger.claim("bronze.users", HOURLY).orElseThrow());
      String url = EmbeddedParts.visit(project.resolve("data")).h2("ledger");
      DriverManager.getConnection(url, "sa", "").createStatement().execute("SHUTDOWN IMMEDIATELY");
      assertThat(ledger.claim("bronze.orders", HOURLY)).isPresent();
    }
  }
}
