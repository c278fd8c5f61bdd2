package io.caravan.route;

import io.caravan.command.Caravan;
import io.caravan.dead.DeadLetters;
import io.caravan.dead.ReplayFeed;
import io.caravan.embedded.EmbeddedKafka;
import io.caravan.position.PositionDesk;
import io.caravan.registry.Registry;
import io.caravan.stream.CommittedRecords;
import io.caravan.stream.Streams;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker and a real lake. */
final class StreamParts implements AutoCloseable {
  final LakeParts lake;
  final EmbeddedKafka kafka;
  final Admin admin;
  final KafkaProducer<byte[], byte[]> producer;
  Registry registry;

  StreamParts(Path folder) {
    lake = new LakeParts(folder);
    kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.brokers()));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.brokers(), "linger.ms", "5"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void topic(String name, int partitions) {
    try {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends texts with the keys {@code k0, k1 ...}, in this order. */
  void send(String topic, String... texts) {
    for (int i = 0; i < texts.length; i++) {
      producer.send(
          new ProducerRecord<>(topic, bytes("k" + i), texts[i] == null ? null : bytes(texts[i])));
    }
    producer.flush();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Everything that is committed in a topic now, partition by partition. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return CommittedRecords.in(kafka.brokers(), topic);
  }

  List<String> texts(String topic) {
    return read(topic).stream().map(r -> new String(r.value(), StandardCharsets.UTF_8)).toList();
  }

  /** Where datasets stand. */
  PositionDesk positions() {
    return new PositionDesk(lake.lake, () -> Map.of("bootstrap.servers", kafka.brokers()));
  }

  /** Runs a command over these parts, as somebody who typed it; gives the exit code. */
  int caravan(String command) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    lake.settings().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    arguments.addAll(List.of("--set", "caravan.kafka.brokers=" + kafka.brokers()));
    arguments.addAll(List.of("--project", lake.folder.toString()));
    return Caravan.execute(arguments.toArray(String[]::new));
  }

  /** The shipped Kamelets with routes of a file under {@code src/test/resources/routes}. */
  Running run(String routes, Map<String, String> properties, Map<String, Object> beans) {
    return new Running(routes, properties, beans);
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    kafka.close();
    lake.close();
  }

  /** Routes that are running. */
  final class Running implements AutoCloseable {
    final Streams streams = new Streams();
    private final Main main = new Main();

    Running(String routes, Map<String, String> properties, Map<String, Object> beans) {
      main.addInitialProperty(
          "camel.main.routesIncludePattern",
          routes.contains(":") ? routes : "classpath:routes/" + routes);
      main.addInitialProperty("camel.component.kamelet.location", "file:routes/kamelets");
      properties.forEach((key, value) -> main.addInitialProperty("test." + key, value));
      main.configure().setBasePackageScanEnabled(false);
      main.bind("kameletPerRoute", new KameletPerRoute());
      main.bind("clock", Clock.systemUTC());
      main.bind("lake", lake.lake);
      main.bind("engine", lake.engine);
      main.bind("lakeStore", lake.client);
      main.bind("streams", streams);
      main.bind("replays", new ReplayFeed(lake.lake, lake.engine));
      main.bind("deadLetters", new DeadLetters(lake.lake, lake.engine));
      main.bind(
          "kafkaCluster",
          new KafkaCluster() {
            @Override
            public Map<String, String> client() {
              return Map.of("bootstrap.servers", kafka.brokers());
            }

            @Override
            public Optional<Registry> registry() {
              return Optional.ofNullable(registry);
            }

            @Override
            public String instance() {
              return "test";
            }
          });
      beans.forEach(main::bind);
      DefaultErrorHandlerDefinition quiet = new DefaultErrorHandlerDefinition();
      quiet.setLevel("OFF");
      main.addMainListener(
          new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
              configured.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(quiet);
            }
          });
      try {
        main.start();
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    CamelContext context() {
      return main.getCamelContext();
    }

    @Override
    public void close() {
      main.stop();
    }
  }
}
