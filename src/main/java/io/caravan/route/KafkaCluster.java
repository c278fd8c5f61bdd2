package io.caravan.route;

import io.caravan.registry.Registry;
import java.util.Map;
import java.util.Optional;

/** The brokers that routes read from and write to. */
public interface KafkaCluster {
  /**
   * Settings of Kafka's clients, {@code bootstrap.servers} at least. An embedded broker is started
   * when they are first asked for.
   */
  Map<String, String> client();

  /** Where schemas of payloads lie; empty when no registry is set up. */
  Optional<Registry> registry();

  /** Name of this process, the same after a restart and another for every other process. */
  String instance();
}
