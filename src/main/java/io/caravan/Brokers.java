package io.caravan;

import io.caravan.embedded.EmbeddedParts;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.registry.Registry;
import io.caravan.registry.RegistrySettings;
import io.caravan.route.KafkaCluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The brokers that the settings name. */
final class Brokers implements KafkaCluster {
  private final Settings settings;
  private final EmbeddedParts parts;
  private final String instance;
  private final Optional<Registry> registry;

  /**
   * @throws ProjectException when a client setting is none of Kafka's
   */
  Brokers(Settings settings, EmbeddedParts parts, String instance) {
    this.settings = settings;
    this.parts = parts;
    this.instance = instance;
    check();
    this.registry =
        settings.get(Key.REGISTRY_URL).isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Registry(
                    new RegistrySettings(
                        settings.get(Key.REGISTRY_URL),
                        settings.get(Key.REGISTRY_USER),
                        settings.get(Key.REGISTRY_PASSWORD),
                        settings.get(Key.REGISTRY_TOKEN))));
  }

  private void check() {
    SortedSet<String> known = new TreeSet<>(ConsumerConfig.configNames());
    known.addAll(ProducerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    List<Problem> problems = new ArrayList<>();
    for (String name : settings.below(Key.KAFKA_CLIENT).keySet()) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                Place.file("application.properties"),
                "Cannot set 'caravan.kafka.client."
                    + name
                    + "': Kafka's clients have no such setting.",
                Spelling.didYouMean(name, known, "See Kafka's consumer and producer configs.")));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
  }

  @Override
  public Map<String, String> client() {
    Map<String, String> client = new TreeMap<>(settings.below(Key.KAFKA_CLIENT));
    String brokers = settings.get(Key.KAFKA_BROKERS);
    client.put(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        brokers.equals(Key.EMBEDDED) ? parts.kafka() : brokers);
    return client;
  }

  @Override
  public Optional<Registry> registry() {
    return registry;
  }

  /** Group members and transactions allow few characters, and every host has its own data/. */
  @Override
  public String instance() {
    String name =
        settings.get(Key.INSTANCE).isEmpty() ? host() + "-" + instance : settings.get(Key.INSTANCE);
    return name.replaceAll("[^a-zA-Z0-9._-]+", "-");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
