package io.caravan.embedded;

import io.caravan.record.WorldException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the users of the sample shop do, as a topic: clicks, views, purchases; one in a hundred is
 * cut off, and one in a hundred says what no event may say.
 */
public final class SampleEvents implements AutoCloseable {
  public static final String TOPIC = "user-events";
  private static final Logger LOG = LoggerFactory.getLogger(SampleEvents.class);
  private static final int PARTITIONS = 2;
  private static final int FIRST_EVENTS = 10_000;
  private static final int USERS = 5_000;
  private static final String[] TYPES = {"page_view", "page_view", "click", "purchase", "logout"};
  private static final String[] SYSTEMS = {"ios", "android", "linux", "windows", "macos"};
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random;
  private final ScheduledExecutorService day =
      Executors.newSingleThreadScheduledExecutor(SampleEvents::thread);
  private long sent;

  private SampleEvents(Map<String, String> client, Random random) {
    Map<String, Object> config = new java.util.HashMap<>(client);
    this.admin = Admin.create(config);
    config.put("linger.ms", "20");
    // A broker that does not lead a new partition yet refuses the first of several requests only,
    // and then the others for ever: they would come out of order.
    config.put("max.in.flight.requests.per.connection", "1");
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.random = random;
  }

  /** Makes the topic and its first events, unless they are there. */
  public static SampleEvents open(Map<String, String> client, Random random) {
    SampleEvents events = new SampleEvents(client, random);
    try {
      events
          .admin
          .createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
      Instant now = Instant.now();
      for (int i = 0; i < FIRST_EVENTS; i++) {
        events.send(now.minus(Duration.ofMillis((FIRST_EVENTS - i) * 360L)));
      }
      events.producer.flush();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        events.close();
        throw new WorldException("Cannot make the sample topic: " + e.getMessage(), e);
      }
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      events.close();
      throw new WorldException("Cannot make the sample topic: " + e.getMessage(), e);
    }
    return events;
  }

  /** Users go on: some twenty events a second. */
  public void happen() {
    day.scheduleWithFixedDelay(this::oneMoment, 50, 50, TimeUnit.MILLISECONDS);
  }

  /** How many events there are, asked of the broker. */
  public long count() {
    Map<TopicPartition, OffsetSpec> ends = new java.util.HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      ends.put(new TopicPartition(TOPIC, i), OffsetSpec.latest());
    }
    try {
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (InterruptedException | ExecutionException e) {
      throw new WorldException("Cannot ask the broker: " + e.getMessage(), e);
    }
  }

  private void oneMoment() {
    try {
      send(Instant.now());
    } catch (RuntimeException e) {
      LOG.warn("The users of the sample shop wait: {}", e.getMessage());
    }
  }

  private void send(Instant at) {
    long number = sent++;
    int user = 1 + random.nextInt(USERS);
    String type = TYPES[random.nextInt(TYPES.length)];
    String json =
        "{\"event_id\":\"%016x\",\"user_id\":%s,\"event_type\":\"%s\",\"occurred_at\":\"%s\",\"page\":\"/products/%d\",%s\"device\":{\"os\":\"%s\",\"lang\":\"en\"}}"
            .formatted(
                random.nextLong(),
                Integer.toString(user),
                number % 100 == 42 ? "bogus" : type,
                at,
                random.nextInt(500),
                type.equals("purchase")
                    ? String.format(Locale.ROOT, "\"amount\":%.2f,", random.nextInt(20_000) / 100.0)
                    : "",
                SYSTEMS[random.nextInt(SYSTEMS.length)]);
    String whole = number % 100 == 7 ? json.substring(0, json.length() * 2 / 3) : json;
    producer.send(
        new ProducerRecord<>(
            TOPIC,
            ("u" + user).getBytes(StandardCharsets.UTF_8),
            whole.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    day.shutdownNow();
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "sample-events");
    thread.setDaemon(true);
    return thread;
  }
}
