package io.caravan.route;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.record.DatasetName;
import io.caravan.record.Position;
import io.caravan.registry.Format;
import io.caravan.registry.RegisteredDecoder;
import io.caravan.runs.DurationText;
import io.caravan.stream.JsonObject;
import io.caravan.stream.Landing;
import io.caravan.stream.Replays;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamConsumer;
import io.caravan.stream.StreamRecord;
import io.caravan.stream.StreamSettings;
import io.caravan.stream.StreamStatus;
import io.caravan.stream.Streams;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.spi.Synchronization;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;

/**
 * The bean behind {@code kafka-records-source}: gives Camel's Kafka component consumers that poll
 * whole batches from where the route's landing stands, and tells them how each batch ended.
 */
public final class KafkaRecordsSource extends KameletBean
    implements KafkaClientFactory, AutoCloseable {
  private final TreeSet<Integer> numbers = new TreeSet<>();
  private Lake lake;
  private KafkaCluster cluster;
  private Streams streams;
  private Replays replays = Replays.NONE;
  private Clock clock = Clock.systemUTC();
  private Optional<Landing> landing = Optional.empty();
  private StreamStatus status;
  private StreamSettings settings;
  private String group;
  private StreamRecord.Decoder decoder;
  private boolean fromLatest;
  private StreamSettings.BatchSize size;
  private double deadShare;
  private Duration longestPause;

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    RouteLanding lands = RouteLanding.of(context, route);
    landing = lands.table().map(this::positionOf);
    group = parameters.read(route, "group", text -> text, routeId);
    decoder = parameters.read(route, "format", this::decoder, StreamRecord.Decoder.JSON);
    fromLatest = parameters.read(route, "startFrom", KafkaRecordsSource::fromLatest);
    size =
        new StreamSettings.BatchSize(
            parameters.number(route, "batchRecords", 1),
            parameters.read(route, "batchBytes", ByteSize::parse),
            parameters.read(route, "batchTime", DurationText::parse));
    deadShare = parameters.read(route, "deadShare", KafkaRecordsSource::share);
    longestPause = parameters.read(route, "longestPause", DurationText::parse);
  }

  /** Made when the route is started, not when it is only checked: it may start a broker. */
  private synchronized StreamSettings settings() {
    if (settings == null) {
      settings =
          new StreamSettings(
              routeId,
              group,
              cluster.client(),
              cluster.instance(),
              fromLatest,
              size,
              deadShare,
              longestPause,
              decoder);
      status = streams.begin(routeId);
    }
    return settings;
  }

  private Landing positionOf(DatasetName table) {
    return new Landing() {
      @Override
      public String table() {
        return table.toString();
      }

      @Override
      public Position position() {
        return lake.find(table).map(LakeTable::position).orElse(Position.NONE);
      }
    };
  }

  private StreamRecord.Decoder decoder(String format) {
    return switch (format) {
      case "json" -> StreamRecord.Decoder.JSON;
      case "avro" -> registered(Format.AVRO);
      case "protobuf" -> registered(Format.PROTOBUF);
      case "raw" -> this::raw;
      default ->
          throw new IllegalArgumentException(
              "Cannot use '%s': write json, avro, protobuf or raw.".formatted(format));
    };
  }

  private StreamRecord.Decoder registered(Format format) {
    return new RegisteredDecoder(
        format,
        cluster
            .registry()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s needs a schema registry: set caravan.kafka.registry.url."
                            .formatted(format))));
  }

  private JsonObject raw(byte[] payload) {
    throw userRoute()
        .wrong(
            "format",
            "It is raw, but a step looks into the records: write json, avro or protobuf.");
  }

  private static boolean fromLatest(String text) {
    if (!text.equals("earliest") && !text.equals("latest")) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write earliest or latest.".formatted(text));
    }
    return text.equals("latest");
  }

  private static double share(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]+)? ?%") || Double.parseDouble(number(text)) > 100) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write a share from 0% to 100%.".formatted(text));
    }
    return Double.parseDouble(number(text)) / 100;
  }

  private static String number(String share) {
    return share.substring(0, share.length() - 1).strip();
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Properties camels) {
    StreamSettings read = settings();
    int number = takeNumber();
    try {
      return new StreamConsumer(
          read, landing, status, replays, clock, number, () -> giveBack(number));
    } catch (RuntimeException e) {
      giveBack(number);
      throw e;
    }
  }

  /** The lowest that is free: a reader that comes back takes its old place in the group. */
  private synchronized int takeNumber() {
    int number = 0;
    while (!numbers.add(number)) {
      number++;
    }
    return number;
  }

  private synchronized void giveBack(int number) {
    numbers.remove(number);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Properties camels) {
    throw new UnsupportedOperationException(
        "Cannot send: kafka-records-source only reads. Send by topic-sink.");
  }

  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return settings().client().get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** Takes away what Camel says of the record that carries the batch, and listens how it ends. */
  public void begin(Exchange exchange) {
    exchange.getMessage().removeHeaders("*");
    StreamBatch batch = exchange.getMessage().getBody(StreamBatch.class);
    exchange.getExchangeExtension().addOnCompletion(new End(batch));
  }

  /** Tells the reader why a batch did not land. */
  private record End(StreamBatch batch) implements Synchronization {
    @Override
    public void onComplete(Exchange exchange) {}

    @Override
    public void onFailure(Exchange exchange) {
      Exception failure = exchange.getException();
      batch.failed(
          failure == null ? new IllegalStateException("the route gave the batch up") : failure);
    }
  }

  @Override
  public synchronized void close() {
    if (status != null) {
      streams.end(status);
    }
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setCluster(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  public void setStreams(Streams streams) {
    this.streams = streams;
  }

  public void setReplays(Replays again) {
    this.replays = again;
  }

  public void setClock(Clock clock) {
    this.clock = clock;
  }

  public void setFormat(String text) {
    parameters.put("format", text);
  }

  public void setGroup(String text) {
    parameters.put("group", text);
  }

  public void setStartFrom(String text) {
    parameters.put("startFrom", text);
  }

  public void setBatchRecords(String text) {
    parameters.put("batchRecords", text);
  }

  public void setBatchBytes(String text) {
    parameters.put("batchBytes", text);
  }

  public void setBatchTime(String text) {
    parameters.put("batchTime", text);
  }

  public void setDeadShare(String text) {
    parameters.put("deadShare", text);
  }

  public void setLongestPause(String text) {
    parameters.put("longestPause", text);
  }
}
