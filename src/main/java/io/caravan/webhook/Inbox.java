package io.caravan.webhook;

import io.caravan.record.KillPoint;
import io.caravan.record.WorldException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic in which deliveries become durable before their senders hear of it.
 *
 * <p>A thread of its own prepares it, and again after every failure: only then are deliveries
 * taken, and nobody waits for a broker that is not there.
 */
public final class Inbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
  private static final long LOOKED_AFTER_EVERY_MILLIS = 500;
  private static final int OVERHEAD = 64 << 10;
  private static final int BUFFER = 64 << 20;
  private static final long NEVER = TimeUnit.DAYS.toMillis(3650);
  private final Settings settings;
  private final Supplier<Map<String, String>> client;
  private final Map<Fingerprint, Pending> pending = new ConcurrentHashMap<>();
  private final List<Deliveries> remembered = new CopyOnWriteArrayList<>();
  private final Thread keeper;
  private volatile KafkaProducer<byte[], byte[]> producer;
  private volatile boolean ready;
  private volatile boolean closed;
  private volatile String trouble = "it is being opened";

  /**
   * @param topic its name
   * @param partitions how many it gets when it is made
   * @param most deliveries whose ids are remembered, of each partition
   * @param maxBody largest body
   * @param patience how long a delivery may wait for the brokers
   */
  public record Settings(
      String topic, int partitions, int most, int maxBody, java.time.Duration patience) {}

  /** What became of a delivery. */
  public enum Outcome {
    /** It is durable now. */
    ACCEPTED,
    /** It has been durable before. */
    REPEATED,
    /** Its id has come before, with another body. */
    CONFLICT,
    /** The brokers do not take bodies of that size. */
    TOO_LARGE,
    /** Nobody knows: the sender must come again. */
    UNAVAILABLE
  }

  /**
   * @param id by which it is told from others
   * @param headers that are kept
   * @param received milliseconds since 1970
   */
  public record Delivery(String id, byte[] body, List<Header> headers, long received) {}

  private record Pending(Fingerprint body, CompletableFuture<Outcome> end) {}

  /**
   * @param client settings of Kafka's clients; asked for on the inbox's own thread
   */
  public Inbox(Settings settings, Supplier<Map<String, String>> client) {
    this.settings = settings;
    this.client = client;
    this.keeper = new Thread(this::keep, "inbox-" + settings.topic());
    keeper.setDaemon(true);
  }

  /** Begins to prepare it; waits a little for what is usually done at once. */
  public void open(java.time.Duration patience) {
    keeper.start();
    long end = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      try {
        for (long left; !ready && (left = end - System.nanoTime()) > 0; ) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public boolean isReady() {
    return ready;
  }

  /** Why it does not take deliveries; empty when it does. */
  public Optional<String> trouble() {
    return ready ? Optional.empty() : Optional.of(trouble);
  }

  /** Never waits; the end comes on a thread that must not be kept. */
  CompletableFuture<Outcome> put(Delivery delivery) {
    Fingerprint id = Fingerprint.of(delivery.id());
    Pending mine = new Pending(Fingerprint.of(delivery.body()), new CompletableFuture<>());
    Pending other = pending.putIfAbsent(id, mine);
    if (other != null) {
      return other.body.equals(mine.body)
          ? other.end.thenApply(end -> end == Outcome.ACCEPTED ? Outcome.REPEATED : end)
          : CompletableFuture.completedFuture(Outcome.CONFLICT);
    }
    if (!ready) {
      return ended(id, mine, Outcome.UNAVAILABLE);
    }
    int partition = id.partition(remembered.size());
    Deliveries known = remembered.get(partition);
    Deliveries.Seen seen;
    synchronized (known) {
      seen = known.before(Long.MAX_VALUE, id);
    }
    if (seen != null) {
      return ended(id, mine, seen.body().equals(mine.body) ? Outcome.REPEATED : Outcome.CONFLICT);
    }
    send(delivery, id, mine, partition);
    return mine.end;
  }

  private CompletableFuture<Outcome> ended(Fingerprint id, Pending mine, Outcome outcome) {
    pending.remove(id);
    mine.end.complete(outcome);
    return mine.end;
  }

  private void send(Delivery delivery, Fingerprint id, Pending mine, int partition) {
    KillPoint.BEFORE_ACCEPT.pass();
    try {
      producer.send(
          new ProducerRecord<>(
              settings.topic(),
              partition,
              delivery.received(),
              delivery.id().getBytes(java.nio.charset.StandardCharsets.UTF_8),
              delivery.body(),
              delivery.headers()),
          (metadata, failure) -> sent(id, mine, metadata, failure));
    } catch (RuntimeException e) {
      // Whatever it is: the delivery must not stay on its way for ever.
      sent(id, mine, null, e);
    }
  }

  private void sent(Fingerprint id, Pending mine, RecordMetadata metadata, Exception failure) {
    if (failure == null) {
      KillPoint.AFTER_ACCEPT.pass();
      Deliveries known = remembered.get(metadata.partition());
      synchronized (known) {
        known.add(id, new Deliveries.Seen(metadata.offset(), mine.body));
      }
      ended(id, mine, Outcome.ACCEPTED);
    } else if (failure instanceof RecordTooLargeException) {
      ended(id, mine, Outcome.TOO_LARGE);
    } else {
      // Perhaps it was written nevertheless: then what the sender sends again is dropped where the
      // deliveries land.
      inTrouble(String.valueOf(failure.getMessage()));
      ended(id, mine, Outcome.UNAVAILABLE);
    }
  }

  private synchronized void inTrouble(String reason) {
    if (ready || !reason.equals(trouble)) {
      LOG.warn("Inbox {} takes no deliveries: {}", settings.topic(), reason);
    }
    trouble = reason;
    ready = false;
    notifyAll();
  }

  private void keep() {
    while (!closed) {
      try {
        prepare();
        untilTrouble();
      } catch (RuntimeException e) {
        inTrouble(String.valueOf(e.getMessage()));
        rest();
      }
    }
  }

  private void prepare() {
    Map<String, String> config = client.get();
    create(config);
    try (Tail tail = new Tail(config, settings.most())) {
      int partitions = tail.partitions(settings.topic());
      if (partitions == 0) {
        // It was made a moment ago, and the broker that was asked has not heard of it.
        throw new WorldException("The brokers do not know its partitions yet.");
      }
      if (partitions != settings.partitions() && remembered.isEmpty()) {
        LOG.warn(
            "Inbox {} has {} partitions, not {} as the route says: it was made before",
            settings.topic(),
            partitions,
            settings.partitions());
      }
      // Partitions that are added later are not used before the next start: ids keep their places.
      for (int i = 0; i < partitions && remembered.size() < partitions && producer == null; i++) {
        remembered.add(new Deliveries(settings.most()));
      }
      for (int i = 0; i < remembered.size(); i++) {
        // Nothing is being sent while it is not ready, and answers that come late only add.
        Deliveries known = remembered.get(i);
        synchronized (known) {
          tail.read(new TopicPartition(settings.topic(), i), known);
        }
      }
    }
    if (producer == null) {
      producer = producer(config);
    }
    knowTopic();
    synchronized (this) {
      ready = !closed;
      notifyAll();
    }
    LOG.info("Inbox {} takes deliveries", settings.topic());
  }

  private void create(Map<String, String> config) {
    try (Admin admin = Admin.create(new HashMap<String, Object>(config))) {
      NewTopic topic =
          new NewTopic(settings.topic(), Optional.of(settings.partitions()), Optional.empty());
      topic.configs(
          Map.of(
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              Integer.toString(settings.maxBody() + OVERHEAD)));
      admin.createTopics(List.of(topic)).all().get(5, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new WorldException("Cannot make it: " + e.getCause().getMessage(), e);
      }
    } catch (TimeoutException e) {
      throw new WorldException("The brokers do not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Interrupted while making it.", e);
    }
  }

  /** Without knowing where the topic is, the first sends would have to wait. */
  private void knowTopic() {
    for (int attempt = 1; ; attempt++) {
      try {
        producer.partitionsFor(settings.topic());
        return;
      } catch (KafkaException e) {
        if (attempt == 50 || closed) {
          throw new WorldException("Cannot find its leaders: " + e.getMessage(), e);
        }
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, String> given) {
    Map<String, Object> config = new HashMap<>(given);
    int patience = (int) settings.patience().toMillis();
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "snappy");
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "0");
    config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER + settings.maxBody());
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxBody() + OVERHEAD);
    // Whoever sends answers requests, and must not be kept waiting.
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "caravan-" + settings.topic());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private synchronized void untilTrouble() {
    try {
      while (ready && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private synchronized void rest() {
    try {
      if (!closed) {
        wait(LOOKED_AFTER_EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Takes no more; what was taken gets its answer before it is closed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      ready = false;
      trouble = "the route is being stopped";
      notifyAll();
    }
    keeper.interrupt();
    try {
      keeper.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (producer != null) {
      producer.close(settings.patience());
    }
  }
}
