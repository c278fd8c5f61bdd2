package io.caravan.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Who a reader is to its brokers, and the settings it is opened with. */
final class ReaderConfig {
  private ReaderConfig() {}

  static String identity(StreamSettings settings, int number) {
    return "caravan-" + settings.route() + "-" + settings.instance() + "-" + number;
  }

  /** What the consumer is opened with: docs/streams.md. */
  static Map<String, Object> of(StreamSettings settings, int number) {
    Map<String, Object> config = new HashMap<>(settings.client());
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "2000");
    config.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "300000");
    config.putIfAbsent(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        Integer.toString(Math.min(5_000, settings.batch().records())));
    config.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "4194304");
    // A topic that begins to match a pattern is found soon.
    config.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000");
    config.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    // A process that was killed takes its own place again at once instead of waiting for the
    // session of its past life to end.
    config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, identity(settings, number));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, identity(settings, number));
    // Whoever writes a topic makes it, with as many partitions as it needs.
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // Where to begin is never left to the client: what it does not find is an error, not a skip.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return config;
  }
}
