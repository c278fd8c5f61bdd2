package io.caravan.route;

import io.caravan.dead.DeadLetters;
import io.caravan.record.ProjectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean behind {@code replay-action}: sends dead letters on their way again. */
public final class ReplayAction extends KameletBean implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayAction.class);

  private DeadLetters desk;
  private Clock clock;
  private String of;
  private String cause;
  private Duration within;
  private String where;
  private String edit;
  private int rate;

  /** Reads the parameters; SQL that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    of = parameters.read(route, "of", text -> text, null);
    cause = parameters.read(route, "cause", text -> text, null);
    within = parameters.given("within") ? parameters.duration(route, "within") : null;
    int maxTries = parameters.number(route, "maxTries", 1);
    where =
        parameters.read(
            route,
            "where",
            text -> checked("(" + text + "\n) and tries < " + maxTries, null),
            "tries < " + maxTries);
    edit =
        parameters.read(route, "edit", text -> checked("true", text) == null ? null : text, null);
    rate = parameters.number(route, "rate", 0);
  }

  private String checked(String condition, String expression) {
    try {
      desk.check(condition, expression);
      return condition;
    } catch (ProjectException wrong) {
      throw new IllegalArgumentException(
          wrong.problems().get(0).what() + " " + wrong.problems().get(0).remedy(), wrong);
    }
  }

  @Override
  public void process(Exchange exchange) {
    Instant since = within == null ? null : clock.instant().minus(within);
    DeadLetters.Replayed done =
        desk.replay(
            new DeadLetters.Selection(List.of(), of, cause, since, where, false),
            edit,
            rate,
            false);
    if (done.letters() > 0) {
      LOG.info("{}: {} dead letters sent on their way again", routeId, done.letters());
    }
    exchange.getMessage().setBody(done.letters());
  }

  public void setDesk(DeadLetters desk) {
    this.desk = desk;
  }

  public void setClock(Clock clock) {
    this.clock = clock;
  }

  public void setOf(String text) {
    parameters.put("of", text);
  }

  public void setCause(String text) {
    parameters.put("cause", text);
  }

  public void setWithin(String text) {
    parameters.put("within", text);
  }

  public void setWhere(String text) {
    parameters.put("where", text);
  }

  public void setEdit(String text) {
    parameters.put("edit", text);
  }

  public void setRate(String text) {
    parameters.put("rate", text);
  }

  public void setMaxTries(String text) {
    parameters.put("maxTries", text);
  }
}
