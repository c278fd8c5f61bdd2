package io.caravan.route;

import java.util.Map;

/** The brokers that routes read from and write to. */
public interface KafkaCluster {
  /**
   * Settings of Kafka's clients, {@code bootstrap.servers} at least. An embedded broker is started
   * when they are first asked for.
   */
  Map<String, String> client();

  /** Name of this process, the same after a restart and another for every other process. */
  String instance();
}
