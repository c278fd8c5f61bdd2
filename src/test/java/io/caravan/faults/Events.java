package io.caravan.faults;

import io.caravan.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Numbered events in the topic {@code events}: some cut off, some of a type that the suite refuses,
 * some whose number is none. It is known of each where it lies.
 */
final class Events implements AutoCloseable {
  static final String TOPIC = "events";
  static final int PARTITIONS = 4;
  static final int KEYS = 500;
  private static final int TICK_MILLIS = 20;

  /** What senders could write to bend the way of a record, or of the file it comes to lie in. */
  private static final Map<String, String> EVIL =
      Map.of(
          "kafka.OVERRIDE_TOPIC", "stolen",
          "CamelKafkaOverrideTopic", "stolen",
          "CamelAwsS3Key", "../../stolen",
          "camelawss3bucketname", "stolen",
          "CamelFileName", "../../stolen");

  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<List<Integer>> sent = new ArrayList<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private ScheduledFuture<?> sending;
  private int next;

  enum Kind {
    GOOD,
    CUT_OFF,
    REFUSED_BY_THE_SUITE,
    NO_NUMBER;

    static Kind of(int n) {
      return switch (n % 50) {
        case 7 -> CUT_OFF;
        case 13 -> REFUSED_BY_THE_SUITE;
        case 29 -> NO_NUMBER;
        default -> GOOD;
      };
    }
  }

  Events(EmbeddedKafka kafka) {
    admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.brokers()));
    producer =
        new KafkaProducer<>(
            // One request at a time. With more, a broker that has just begun to lead a partition
            // may
            // take a later one before an earlier one, and one that comes back knows the offset of
            // the last request only when others are sent again.
            Map.of(
                "bootstrap.servers",
                kafka.brokers(),
                "linger.ms",
                "5",
                "max.in.flight.requests.per.connection",
                "1"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    for (int i = 0; i < PARTITIONS; i++) {
      sent.add(new ArrayList<>());
    }
    try {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, PARTITIONS, (short) 1),
                  new NewTopic("refined", 3, (short) 1),
                  new NewTopic(TOPIC + "-dlq", 1, (short) 1)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  Admin admin() {
    return admin;
  }

  static String key(int n) {
    return "k" + n * 7919L % KEYS;
  }

  static int partition(int n) {
    return (int) (n * 7919L % KEYS % PARTITIONS);
  }

  static String payload(int n) {
    return switch (Kind.of(n)) {
      case GOOD -> text(n, Integer.toString(n), "click");
      case CUT_OFF -> text(n, Integer.toString(n), "click").substring(0, 15);
      case REFUSED_BY_THE_SUITE -> text(n, Integer.toString(n), "bogus");
      case NO_NUMBER -> text(n, "\"x" + n + "\"", "view");
    };
  }

  private static String text(int n, String number, String type) {
    return "{\"id\":\"%s\",\"n\":%s,\"type\":\"%s\"}".formatted(key(n), number, type);
  }

  /** Sends so many a second from now on. */
  void begin(int rate) {
    if (sending != null) {
      sending.cancel(false);
    }
    sending =
        thread.scheduleAtFixedRate(
            () -> send(rate * TICK_MILLIS / 1000), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void send(int events) {
    for (int i = 0; i < events; i++) {
      send();
    }
  }

  private void send() {
    int n = next++;
    int partition = partition(n);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(TOPIC, partition, bytes(key(n)), bytes(payload(n)));
    if (n % 10 == 0) {
      EVIL.forEach((name, value) -> record.headers().add(new RecordHeader(name, bytes(value))));
    }
    producer.send(
        record,
        (metadata, failed) -> {
          List<Integer> numbers = sent.get(partition);
          synchronized (numbers) {
            if (failed != null || metadata.offset() != numbers.size()) {
              failure.compareAndSet(
                  null,
                  new IllegalStateException(
                      "event %d at %s, not %d: %s".formatted(n, metadata, numbers.size(), failed),
                      failed));
            }
            numbers.add(n);
          }
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Nothing is sent for now, and everything that was is in the topic. */
  void rest() {
    sending.cancel(false);
    try {
      thread.submit(producer::flush).get(120, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("The writer of events has not ended", e);
    }
    if (failure.get() != null) {
      throw new AssertionError("An event could not be sent: " + failure.get(), failure.get());
    }
  }

  int count() {
    return sent.stream().mapToInt(List::size).sum();
  }

  /** The numbers of a partition's events by their offsets. */
  List<Integer> sent(int partition) {
    return sent.get(partition);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(java.time.Duration.ofSeconds(5));
    admin.close(java.time.Duration.ofSeconds(5));
  }
}
