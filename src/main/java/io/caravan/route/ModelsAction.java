package io.caravan.route;

import io.caravan.model.Invocation;
import io.caravan.model.Models;
import io.caravan.model.ModelsFailed;
import io.caravan.model.NodeResult;
import io.caravan.model.Passed;
import io.caravan.model.RunOptions;
import io.caravan.model.Selection;
import io.caravan.quality.ValidationResult;
import io.caravan.quality.Verdict;
import io.caravan.record.DatasetName;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.runs.RunCounts;
import io.caravan.runs.WaitingException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean behind {@code models-action}: builds models, and lets the exchange go on only when all
 * of them were published.
 */
public final class ModelsAction extends KameletBean implements Processor {
  /** How the models went, an {@link Invocation}. */
  public static final String INVOCATION = "CaravanInvocation";

  private static final Logger LOG = LoggerFactory.getLogger(ModelsAction.class);

  private Models models;
  private Selection selection;
  private RunOptions options;

  /**
   * Reads the parameters; a selection that matches nothing, or a project that is wrong, stops the
   * route from being made.
   */
  public void init() {
    UserRoute route = userRoute();
    String exclude = parameters.read(route, "exclude", text -> text, "");
    selection = parameters.read(route, "select", text -> selection(text, exclude));
    boolean fullRefresh = parameters.flag(route, "fullRefresh");
    options =
        new RunOptions(
            fullRefresh, parameters.read(route, "vars", RunOptions::parseVars, Map.of()), false);
  }

  /**
   * A selection that means nothing is told as a wrong parameter; a project that is wrong, as it is.
   */
  private Selection selection(String select, String exclude) {
    models.project();
    try {
      return models.checked(new Selection(select, exclude));
    } catch (ProjectException wrong) {
      Problem first = wrong.problems().get(0);
      throw new IllegalArgumentException(first.what() + " " + first.remedy(), wrong);
    }
  }

  /**
   * @throws WaitingException when something that they read is not there yet; what could be built
   *     without it is published
   * @throws ModelsFailed when a model could not be built, or its audit blocked it; what was
   *     published before stays
   */
  @Override
  public void process(Exchange exchange) {
    Invocation invocation = models.build(selection, onWhatPassed(exchange));
    exchange.setProperty(INVOCATION, invocation);
    RunCounts counts = CurrentRun.counts(exchange);
    Set<DatasetName> missing = invocation.missing();
    for (NodeResult result : invocation.results()) {
      if (missing.isEmpty() || result.status().well()) {
        LOG.info("{}: {}, {}", result.label(), result.status(), result.message());
      }
      ModelHistory.keep(exchange, result);
      if (result.snapshot() >= 0 && result.rows() >= 0) {
        counts.add(result.label().substring(0, result.label().indexOf('.')), result.rows());
      }
    }
    if (!missing.isEmpty()) {
      throw new WaitingException(
          waitsFor(invocation), () -> missing.stream().anyMatch(models::isThere));
    }
    if (!invocation.well()) {
      throw new ModelsFailed(invocation);
    }
    exchange.getMessage().setBody(invocation.summary());
  }

  /** Rows that came after a gate looked have passed no gate: they are for the next run. */
  private RunOptions onWhatPassed(Exchange exchange) {
    ValidationResult passed =
        exchange.getProperty(ExpectationsAction.VALIDATION, ValidationResult.class);
    return passed == null || passed.snapshot().isEmpty()
        ? options
        : options.reading(
            passed.dataset(),
            new Passed(
                passed.snapshot().getAsLong(),
                passed.with(Verdict.Outcome.QUARANTINED).isEmpty()
                    ? Optional.empty()
                    : Optional.of(passed.suite())));
  }

  private static String waitsFor(Invocation invocation) {
    return invocation.results().stream()
        .filter(result -> !result.missing().isEmpty())
        .map(
            result ->
                "%s needs %s, which is not there yet."
                    .formatted(result.label(), result.missing().get(0)))
        .collect(Collectors.joining(" "));
  }

  public void setModels(Models models) {
    this.models = models;
  }

  public void setSelect(String text) {
    parameters.put("select", text);
  }

  public void setExclude(String text) {
    parameters.put("exclude", text);
  }

  public void setFullRefresh(String text) {
    parameters.put("fullRefresh", text);
  }

  public void setVars(String text) {
    parameters.put("vars", text);
  }
}
