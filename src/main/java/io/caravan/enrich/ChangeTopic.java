package io.caravan.enrich;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import io.caravan.record.RecordException;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import io.caravan.stream.JsonObject;
import io.caravan.stream.Utf8;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to a topic whose records' keys are the keys of rows that have changed. Every process
 * listens for itself, from the moment that it begins: what changed before, it has not read yet.
 */
public final class ChangeTopic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeTopic.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PARTITIONS_ASKED_EVERY = Duration.ofSeconds(30);
  private final String topic;
  private final String keyColumn;
  private final Map<String, String> client;
  private final Enrichment enrichment;
  private KafkaConsumer<byte[], byte[]> consumer;
  private Thread thread;
  private volatile boolean closed;

  /**
   * @param client settings of Kafka's clients
   * @param keyColumn the member of a key that is an object
   */
  public ChangeTopic(
      String topic, String keyColumn, Map<String, String> client, Enrichment enrichment) {
    this.topic = topic;
    this.keyColumn = keyColumn;
    this.client = client;
    this.enrichment = enrichment;
  }

  /**
   * Begins to listen: what changes after this returns is heard.
   *
   * @throws ProjectException when there is no such topic
   * @throws WorldException when the brokers do not answer
   */
  public void begin(Place place, String name) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "caravan-" + name + "-changes");
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      Set<String> topics = consumer.listTopics(PATIENCE).keySet();
      if (!topics.contains(topic)) {
        throw new ProjectException(
            place,
            "Cannot listen to changes of %s: there is no topic '%s'."
                .formatted(enrichment.reference().name(), topic),
            Spelling.didYouMean(topic, topics, "Make it, or leave 'invalidateBy' out."));
      }
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(partition -> consumer.position(partition, PATIENCE));
    } catch (KafkaException e) {
      consumer.close(Duration.ZERO);
      throw new WorldException(
          "Cannot listen to topic '%s': %s".formatted(topic, e.getMessage()), e);
    } catch (ProjectException e) {
      consumer.close(Duration.ZERO);
      throw e;
    }
    thread = new Thread(this::listen, "caravan-" + name + "-changes");
    thread.setDaemon(true);
    thread.start();
  }

  private List<TopicPartition> partitions() {
    return consumer.partitionsFor(topic, PATIENCE).stream()
        .map(p -> new TopicPartition(topic, p.partition()))
        .toList();
  }

  private void listen() {
    long asked = System.nanoTime();
    try {
      while (!closed) {
        try {
          consumer.poll(POLL).forEach(this::changed);
          if (System.nanoTime() - asked > PARTITIONS_ASKED_EVERY.toNanos()) {
            asked = System.nanoTime();
            follow(partitions());
          }
        } catch (WakeupException e) {
          throw e;
        } catch (InvalidOffsetException e) {
          // Records are gone that nobody has heard.
          consumer.seekToEnd(e.partitions());
          missedSome();
        } catch (KafkaException e) {
          LOG.warn("Cannot listen to topic '{}': {}", topic, e.getMessage());
          missedSome();
        }
      }
    } catch (WakeupException e) {
      // close() asked for it.
    } finally {
      consumer.close();
    }
  }

  /** What was not heard may be about any key. */
  private void missedSome() {
    enrichment.changed();
    java.util.concurrent.locks.LockSupport.parkNanos(POLL.toNanos());
  }

  /** Partitions that were added are read from their beginning. */
  private void follow(List<TopicPartition> now) {
    Set<TopicPartition> before = Set.copyOf(consumer.assignment());
    if (!before.containsAll(now)) {
      consumer.assign(now);
      consumer.seekToBeginning(now.stream().filter(p -> !before.contains(p)).toList());
    }
  }

  private void changed(ConsumerRecord<byte[], byte[]> record) {
    Object key = key(record.key());
    if (key == null) {
      enrichment.changed();
    } else {
      enrichment.changed(key);
    }
  }

  /** Null when it cannot be told which key is meant. */
  private Object key(byte[] bytes) {
    String text = bytes == null ? null : Utf8.decode(bytes);
    if (text == null || !text.startsWith("{")) {
      return text == null ? null : text.replaceAll("^\"(.*)\"$", "$1");
    }
    try {
      JsonObject object = JsonObject.parse(bytes);
      // With its schema beside it, as change data capture writes keys.
      return object.has("payload") ? object.at("payload." + keyColumn) : object.get(keyColumn);
    } catch (RecordException e) {
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      consumer.wakeup();
    }
  }
}
