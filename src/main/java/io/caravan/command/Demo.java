package io.caravan.command;

import io.caravan.Application;
import io.caravan.Pipelines;
import io.caravan.embedded.SampleDeliveries;
import io.caravan.embedded.SampleEvents;
import io.caravan.embedded.SampleShop;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The sample pipelines with everything they need. */
@Command(
    name = "demo",
    description =
        "Runs the sample pipelines over an application database that lives while they run.",
    footer = {
      "",
      "  caravan demo                 goes on until Ctrl-C; edit routes/ and models/ meanwhile",
      "  caravan demo --once          to the end, with a table of what happened; exit code 1 when anything is not as it must be"
    })
final class Demo implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ProjectOptions options;
  @Mixin HelpOption help;

  @Option(
      names = "--once",
      description = "Ends when everything has arrived, and checks it against the source.")
  boolean once;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> often =
        Map.of("sample.schedule", once ? "2s" : "10s", "caravan.source.app.uri", "embedded");
    try (Stopping stopping = new Stopping();
        Application application = Application.own(options.settings(often));
        SampleShop shop = SampleShop.open(application.sources().get("app"), new Random());
        SampleEvents events = SampleEvents.open(application.kafka().client(), new Random());
        Pipelines pipelines = new Pipelines(application)) {
      OneRound round = new OneRound(application, pipelines, out, options.json);
      pipelines.start();
      try (SampleDeliveries deliveries = deliveries(application)) {
        if (once) {
          SampleDeliveries.First first = deliveries.first();
          int code = round.complete();
          return code == 0
              ? new SampleShopAudit(application, events, first, out, options.json).complete()
              : code;
        }
        shop.trade();
        events.happen();
        deliveries.happen();
        invite(out);
        stopping.await();
        return 0;
      }
    }
  }

  private static void invite(PrintWriter out) {
    out.println(
        "The sample shop is open: users sign up, click and order, and GitHub delivers. Look on from another terminal:");
    out.println("  ./caravan query \"select * from gold.revenue_by_day order by 1 desc limit 5\"");
    out.println(
        "  ./caravan query \"select * from gold.events_per_minute order by 1 desc limit 5\"");
    out.println("  ./caravan query \"select * from gold.github_by_day order by deliveries desc\"");
    out.println("  ./caravan runs");
    out.println("  ./caravan dead");
    out.println(
        "Edit routes/, models/ or expectations/ and save: it is taken up while this runs. Stop with Ctrl-C.");
    out.flush();
  }

  /** Posted to the route {@code bronze.github}, which must be running. */
  private static SampleDeliveries deliveries(Application application) {
    String hook = "http://%s:%d/hooks/github";
    String host = application.webhooks().address().getHost();
    return new SampleDeliveries(
        URI.create(hook.formatted(host, application.webhooks().port())),
        application.settings().all().get("github.secret"));
  }
}
