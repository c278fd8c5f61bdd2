package io.caravan.stream;

import io.caravan.record.WorldException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what brokers tell a topic from a later one of the same name. */
final class TopicIds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicIds.class);
  private static final int PATIENCE_SECONDS = 15;
  private final Map<String, String> client;
  private Admin admin;

  TopicIds(Map<String, String> client) {
    this.client = client;
  }

  /** Topic to id. */
  Map<String, String> of(Collection<TopicPartition> partitions) {
    List<String> topics = partitions.stream().map(TopicPartition::topic).distinct().toList();
    Map<String, String> ids = new HashMap<>();
    try {
      Map<String, TopicDescription> found =
          open().describeTopics(topics).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      found.forEach(
          (topic, description) -> {
            if (!Uuid.ZERO_UUID.equals(description.topicId())) {
              ids.put(topic, description.topicId().toString());
            }
          });
      return ids;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new WorldException("Cannot describe topics " + topics + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldException("Interrupted while describing topics " + topics, e);
    }
  }

  /**
   * Makes a topic as the brokers make topics, unless it is there: a producer that finds none would
   * complain of it until it has come into being. Where that is not allowed, the producer will tell.
   */
  void ensure(String topic) {
    try {
      open().describeTopics(List.of(topic)).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException missing) {
      if (missing.getCause() instanceof UnknownTopicOrPartitionException) {
        make(topic);
      }
    } catch (TimeoutException | KafkaException unreachable) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(String topic) {
    try {
      NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
      open().createTopics(List.of(wanted)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException refused) {
      LOG.debug("Cannot make topic {}: {}", topic, refused.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Admin open() {
    if (admin == null) {
      admin = Admin.create(new HashMap<String, Object>(client));
    }
    return admin;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(java.time.Duration.ofSeconds(2));
    }
  }
}
