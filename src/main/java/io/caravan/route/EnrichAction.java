package io.caravan.route;

import io.caravan.engine.SqlEngine;
import io.caravan.enrich.ChangeTopic;
import io.caravan.enrich.Choice;
import io.caravan.enrich.DatabaseReference;
import io.caravan.enrich.EnrichSettings;
import io.caravan.enrich.Enrichment;
import io.caravan.enrich.LakeReference;
import io.caravan.enrich.Misses;
import io.caravan.enrich.Reference;
import io.caravan.enrich.Shape;
import io.caravan.lake.Lake;
import io.caravan.record.DatasetName;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.Streams;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean behind {@code enrich-action}: joins batches of records with reference data. */
public final class EnrichAction extends KameletBean implements Processor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EnrichAction.class);
  private Lake lake;
  private SqlEngine engine;
  private KafkaCluster cluster;
  private Clock clock = Clock.systemUTC();
  private UserRoute route;
  private Enrichment enrichment;
  private String topic;
  private ChangeTopic changes;
  private volatile boolean listening;

  /** Reads the parameters and looks at the table; the first mistake stops the route. */
  public void init() {
    route = userRoute();
    List<String> select = select();
    String as = parameters.read(route, "as", text -> text, "");
    String at = parameters.read(route, "enrichedAt", text -> text, "");
    if (!at.isEmpty() && (at.equals(as) || as.isEmpty() && select.contains(at))) {
      throw route.wrong("enrichedAt", "The field '%s' is written already.".formatted(at));
    }
    Choice choice =
        new Choice(
            parameters.read(route, parameters.given("lakeTable") ? "lakeTable" : "table", t -> t),
            parameters.read(route, "key", text -> text),
            select,
            route.place());
    EnrichSettings settings =
        new EnrichSettings(
            parameters.read(route, "by", text -> text),
            as.isEmpty() ? Shape.flat(select) : Shape.nested(select, as),
            parameters.read(route, "misses", EnrichAction::misses),
            parameters.duration(route, "retryFor"),
            parameters.number(route, "maxEntries", 1),
            parameters.duration(route, "expireAfter"),
            parameters.duration(route, "missExpireAfter"),
            Optional.of(at).filter(field -> !field.isEmpty()));
    enrichment = new Enrichment(reference(choice), settings, clock);
    topic = parameters.read(route, "invalidateBy", TopicSink::topic, null);
    listening = topic == null;
  }

  private List<String> select() {
    parameters.read(route, "select", text -> text);
    List<String> select = parameters.words("select");
    if (select.isEmpty() || new HashSet<>(select).size() < select.size()) {
      throw route.wrong("select", "Name each column once, with commas between them.");
    }
    return select;
  }

  private static Misses misses(String text) {
    if (!List.of("null", "dead", "retry").contains(text)) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write null, dead or retry.".formatted(text));
    }
    return Misses.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private Reference reference(Choice choice) {
    boolean ofLake = parameters.given("lakeTable");
    if (ofLake && (parameters.given("dataSource") || parameters.given("table"))) {
      throw route.wrong(
          "lakeTable", "Name a table of the lake or one of a database: leave the other out.");
    }
    try {
      return ofLake ? ofLake(choice) : ofDatabase(choice);
    } catch (IllegalArgumentException e) {
      throw route.wrong("lakeTable", e.getMessage());
    }
  }

  private Reference ofLake(Choice choice) {
    LakeReference reference =
        new LakeReference(DatasetName.parse(choice.table()), choice, lake, engine);
    look(reference::check);
    return reference;
  }

  private Reference ofDatabase(Choice choice) {
    String name = parameters.read(route, "dataSource", text -> text);
    DatabaseReference reference =
        new DatabaseReference(name, DataSources.find(context, route, name), choice);
    look(reference::check);
    return reference;
  }

  private void look(Runnable check) {
    try {
      check.run();
    } catch (WorldException e) {
      LOG.warn("Route {} starts without having seen its reference: {}", routeId, e.getMessage());
    }
  }

  @Override
  public void process(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (!(body instanceof StreamBatch batch)) {
      throw new ProjectException(
          route.place(),
          "Cannot enrich %s: enrich-action takes batches of kafka-records-source."
              .formatted(body == null ? "an empty body" : body.getClass().getSimpleName()),
          "Begin the route with kamelet:kafka-records-source.");
    }
    if (!listening) {
      listen();
    }
    Enrichment.Figures figures = enrichment.process(batch);
    Streams streams = context.getRegistry().findSingleByType(Streams.class);
    if (streams != null) {
      streams
          .of(batch.route())
          .ifPresent(
              status ->
                  status.looked(
                      enrichment.reference().name(),
                      figures.records(),
                      figures.read(),
                      figures.missed(),
                      figures.oldest()));
    }
  }

  /** Before the first row is read, so that no change of it is missed. */
  private synchronized void listen() {
    if (!listening) {
      ChangeTopic hearing =
          new ChangeTopic(
              topic, parameters.read(route, "key", text -> text), cluster.client(), enrichment);
      hearing.begin(route.place(), routeId);
      changes = hearing;
      listening = true;
    }
  }

  @Override
  public synchronized void close() {
    if (changes != null) {
      changes.close();
    }
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setEngine(SqlEngine engine) {
    this.engine = engine;
  }

  public void setCluster(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  public void setClock(Clock clock) {
    this.clock = clock;
  }

  public void setDataSource(String text) {
    parameters.put("dataSource", text);
  }

  public void setTable(String text) {
    parameters.put("table", text);
  }

  public void setLakeTable(String text) {
    parameters.put("lakeTable", text);
  }

  public void setKey(String text) {
    parameters.put("key", text);
  }

  public void setBy(String text) {
    parameters.put("by", text);
  }

  public void setSelect(String text) {
    parameters.put("select", text);
  }

  public void setAs(String text) {
    parameters.put("as", text);
  }

  public void setEnrichedAt(String text) {
    parameters.put("enrichedAt", text);
  }

  public void setMisses(String text) {
    parameters.put("misses", text);
  }

  public void setRetryFor(String text) {
    parameters.put("retryFor", text);
  }

  public void setMaxEntries(String text) {
    parameters.put("maxEntries", text);
  }

  public void setExpireAfter(String text) {
    parameters.put("expireAfter", text);
  }

  public void setMissExpireAfter(String text) {
    parameters.put("missExpireAfter", text);
  }

  public void setInvalidateBy(String text) {
    parameters.put("invalidateBy", text);
  }
}
