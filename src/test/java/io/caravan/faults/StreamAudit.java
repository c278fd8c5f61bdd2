package io.caravan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.Application;
import io.caravan.Settings;
import io.caravan.engine.SqlSession;
import io.caravan.stream.CommittedRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Compares everything that streams have written with what was sent, one by one. */
final class StreamAudit {
  private static final Set<String> TOPICS =
      Set.of("events", "refined", "events-dlq", "bronze.hooks-inbox");
  private final FaultProject project;
  private final StreamWorld world;

  /**
   * What was compared.
   *
   * @param keys in silver
   */
  record Counts(long events, long keys, long refined, long letters, long deliveries) {
    @Override
    public String toString() {
      return "%,d events in bronze, %,d keys in silver, %,d events in the topic, %,d dead letters, %,d deliveries"
          .formatted(events, keys, refined, letters, deliveries);
    }
  }

  StreamAudit(FaultProject project, StreamWorld world) {
    this.project = project;
    this.world = world;
  }

  /** Cheap: fails while something is certainly missing. */
  void checkCounts() {
    try (Application application = visit()) {
      assertThat(
              List.of("bronze.events", "bronze.hooks", "dead.letters").stream()
                  .map(table -> table + " " + count(application, table)))
          .containsExactly(
              "bronze.events " + world.events.count(),
              "bronze.hooks " + world.deliveries.count(),
              "dead.letters " + letters().size());
    }
  }

  /** Fails unless everything is there exactly once, in order, and nothing else is. */
  Counts check() {
    try (Application application = visit()) {
      bronze(application);
      int keys = silver(application);
      int refined = refined();
      int letters = letters(application);
      int deliveries = hooks(application);
      return new Counts(world.events.count(), keys, refined, letters, deliveries);
    }
  }

  /** Rows that a statement finds in the lake. */
  List<List<Object>> rows(String sql) {
    try (Application application = visit()) {
      return rows(application, sql);
    }
  }

  Application visit() {
    return Application.visit(
        Settings.read(project.folder(), project.environment(), project.settings()));
  }

  private void bronze(Application application) {
    for (int partition = 0; partition < Events.PARTITIONS; partition++) {
      List<Integer> sent = world.events.sent(partition);
      List<List<Object>> rows =
          rows(
              application,
              "select _offset, payload from bronze.events where _partition = %d order by _offset"
                  .formatted(partition));
      assertThat(rows).as("rows of partition " + partition).hasSameSizeAs(sent);
      for (int i = 0; i < rows.size(); i++) {
        assertThat(((Number) rows.get(i).get(0)).longValue()).as("offset in bronze").isEqualTo(i);
        assertThat(rows.get(i).get(1)).isEqualTo(Events.payload(sent.get(i)));
      }
    }
  }

  private int silver(Application application) {
    Map<String, Long> last = new HashMap<>();
    all()
        .filter(n -> Events.Kind.of(n) != Events.Kind.CUT_OFF)
        .filter(n -> Events.Kind.of(n) != Events.Kind.NO_NUMBER)
        .forEach(n -> last.merge(Events.key(n), (long) n, Math::max));
    Map<String, Long> found = new HashMap<>();
    for (List<Object> row : rows(application, "select id, n from silver.latest")) {
      Long before = found.put((String) row.get(0), ((Number) row.get(1)).longValue());
      assertThat(before).as("key twice in silver: " + row.get(0)).isNull();
    }
    assertThat(found).isEqualTo(last);
    return found.size();
  }

  private int refined() {
    Set<Integer> expected = new HashSet<>();
    all()
        .filter(n -> Events.Kind.of(n) == Events.Kind.GOOD || isNoNumber(n))
        .forEach(expected::add);
    Map<String, Integer> newest = new HashMap<>();
    int records = 0;
    for (ConsumerRecord<byte[], byte[]> record : read("refined")) {
      String text = new String(record.value(), StandardCharsets.UTF_8);
      int n = Integer.parseInt(text.replaceFirst(".*\"n\":\"?x?([0-9]+).*", "$1"));
      assertThat(text).isEqualTo(Events.payload(n));
      assertThat(expected.remove(n)).as("in the topic once: " + n).isTrue();
      String key = new String(record.key(), StandardCharsets.UTF_8);
      Integer before = newest.put(key, n);
      assertThat(before == null || before < n).as("order of " + key + ": " + n).isTrue();
      records++;
    }
    assertThat(expected).as("events that the topic lacks").isEmpty();
    return records;
  }

  private static boolean isNoNumber(int n) {
    return Events.Kind.of(n) == Events.Kind.NO_NUMBER;
  }

  /** Ids of the letters that there must be. */
  private Set<String> letters() {
    Set<String> ids = new TreeSet<>();
    for (int partition = 0; partition < Events.PARTITIONS; partition++) {
      List<Integer> sent = world.events.sent(partition);
      synchronized (sent) {
        for (int offset = 0; offset < sent.size(); offset++) {
          Events.Kind kind = Events.Kind.of(sent.get(offset));
          String record = "/events/" + partition + "/" + offset;
          if (kind == Events.Kind.CUT_OFF || kind == Events.Kind.REFUSED_BY_THE_SUITE) {
            ids.add("refined" + record);
          }
          if (kind == Events.Kind.CUT_OFF || kind == Events.Kind.NO_NUMBER) {
            ids.add("silver.latest" + record);
          }
        }
      }
    }
    return ids;
  }

  private int letters(Application application) {
    Set<String> missing = letters();
    int letters = missing.size();
    for (List<Object> row : rows(application, "select id, original from dead.letters")) {
      assertThat(missing.remove(row.get(0).toString())).as("letter once: " + row.get(0)).isTrue();
    }
    assertThat(missing).as("dead letters that are not there").isEmpty();
    assertThat(read("events-dlq")).as("letters in their topic").hasSize(letters);
    return letters;
  }

  private int hooks(Application application) {
    int deliveries = world.deliveries.count();
    Set<String> seen = new HashSet<>();
    for (List<Object> row : rows(application, "select _key, payload from bronze.hooks")) {
      String id = row.get(0).toString();
      assertThat(seen.add(id)).as("delivery twice: " + id).isTrue();
      assertThat(row.get(1)).isEqualTo(Deliveries.body(Integer.parseInt(id.substring(2))));
    }
    assertThat(seen).as("deliveries").hasSize(deliveries);
    return deliveries;
  }

  /** I6: nothing that came with a record or a request has made a topic, or a file elsewhere. */
  void checkNothingIsBent() throws ExecutionException, InterruptedException, IOException {
    Set<String> topics = new TreeSet<>(world.events.admin().listTopics().names().get());
    topics.removeIf(name -> name.startsWith("__"));
    assertThat(topics).isSubsetOf(TOPICS);
    try (Stream<Path> files = Files.walk(world.folder())) {
      assertThat(files.map(Path::toString).filter(name -> name.contains("stolen"))).isEmpty();
    }
    try (Stream<Path> folders = Files.list(world.bucket())) {
      assertThat(folders.map(f -> f.getFileName().toString()))
          .isSubsetOf("bronze", "silver", "dead");
    }
  }

  private Stream<Integer> all() {
    return Stream.iterate(0, p -> p + 1)
        .limit(Events.PARTITIONS)
        .flatMap(p -> world.events.sent(p).stream());
  }

  private static long count(Application application, String table) {
    String[] name = table.split("\\.");
    boolean there =
        application.lake().find(new io.caravan.record.DatasetName(name[0], name[1])).isPresent();
    return there
        ? ((Number) rows(application, "select count(*) from " + table).get(0).get(0)).longValue()
        : 0;
  }

  private static List<List<Object>> rows(Application application, String sql) {
    try (SqlSession session = application.tables().session(sql)) {
      return session.query(sql).rows();
    }
  }

  /** Everything that is committed in a topic. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return CommittedRecords.in(world.brokers(), topic);
  }
}
