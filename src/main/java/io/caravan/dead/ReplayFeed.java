package io.caravan.dead;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.engine.Sql;
import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import io.caravan.lake.Snapshot;
import io.caravan.record.DatasetName;
import io.caravan.stream.DeadLetter;
import io.caravan.stream.Replays;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * The replays of {@code dead.replays}, handed to the readers of the routes they belong to. One look
 * at the table every few seconds serves all routes; a route without replays costs nothing.
 */
public final class ReplayFeed implements Replays {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final DatasetName TABLE = DatasetName.parse(DeadLetter.REPLAYS);
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Lake lake;
  private final SqlEngine engine;
  private final LongSupplier nanos;
  private final Map<Waiter, Long> emptyIn = new ConcurrentHashMap<>();
  private volatile Optional<Snapshot> newest = Optional.empty();
  private long looked;

  /** Who asks, and from where on. */
  private record Waiter(String route, TopicPartition partition, String after) {}

  public ReplayFeed(Lake lake, SqlEngine engine) {
    this(lake, engine, System::nanoTime);
  }

  ReplayFeed(Lake lake, SqlEngine engine, LongSupplier nanos) {
    this.lake = lake;
    this.engine = engine;
    this.nanos = nanos;
  }

  @Override
  public List<Replay> next(String route, TopicPartition partition, String after, int most) {
    Optional<Snapshot> now = look();
    Waiter waiter = new Waiter(route, partition, after);
    if (now.isEmpty() || Long.valueOf(now.get().id()).equals(emptyIn.get(waiter))) {
      return List.of();
    }
    List<Replay> found = read(waiter, most);
    if (found.isEmpty()) {
      emptyIn.keySet().removeIf(w -> w.route.equals(route) && w.partition.equals(partition));
      emptyIn.put(waiter, now.get().id());
    }
    return found;
  }

  private synchronized Optional<Snapshot> look() {
    long now = nanos.getAsLong();
    if (looked == 0 || now - looked >= LOOK_EVERY.toNanos()) {
      looked = now;
      newest = lake.find(TABLE).flatMap(table -> table.snapshot(LakeTable.MAIN));
    }
    return newest;
  }

  private List<Replay> read(Waiter waiter, int most) {
    try (SqlSession session = engine.session()) {
      session.bind(TABLE, lake.load(TABLE).scan(LakeTable.MAIN));
      String place = "lpad(epoch_us(_ingested_at)::varchar, 20, '0') || '|' || id";
      String sql =
          """
          select %s as place, payload, payload_encoding, key, key_encoding, headers, source_offset,
            source_time, tries, rate
          from dead.replays
          where route = %s and source_topic = %s and source_partition = %d and %s > %s
          order by place limit %d
          """
              .formatted(
                  place,
                  Sql.text(waiter.route),
                  Sql.text(waiter.partition.topic()),
                  waiter.partition.partition(),
                  place,
                  Sql.text(waiter.after),
                  most);
      List<Replay> replays = new ArrayList<>();
      for (List<Object> row : session.query(sql).rows()) {
        replays.add(replay(waiter.partition, row));
      }
      return replays;
    }
  }

  private static Replay replay(TopicPartition partition, List<Object> row) {
    Instant time = (Instant) row.get(7);
    byte[] key = bytes(row.get(3), "base64".equals(row.get(4)) ? "base64" : "text");
    byte[] payload = bytes(row.get(1), (String) row.get(2));
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            ((Number) row.get(6)).longValue(),
            time == null ? ConsumerRecord.NO_TIMESTAMP : time.toEpochMilli(),
            TimestampType.CREATE_TIME,
            key == null ? ConsumerRecord.NULL_SIZE : key.length,
            payload == null ? ConsumerRecord.NULL_SIZE : payload.length,
            key,
            payload,
            headers((String) row.get(5)),
            Optional.empty());
    return new Replay(
        (String) row.get(0),
        record,
        ((Number) row.get(8)).intValue(),
        ((Number) row.get(9)).intValue());
  }

  private static byte[] bytes(Object text, String encoding) {
    if (text == null || "none".equals(encoding)) {
      return null;
    }
    return "base64".equals(encoding)
        ? Base64.getDecoder().decode((String) text)
        : ((String) text).getBytes(StandardCharsets.UTF_8);
  }

  private static Headers headers(String json) {
    RecordHeaders headers = new RecordHeaders();
    if (json == null) {
      return headers;
    }
    try {
      for (JsonNode header : JSON.readTree(json)) {
        byte[] value =
            header.has("base64")
                ? bytes(header.get("base64").asText(), "base64")
                : header.get("value").isNull() ? null : bytes(header.get("value").asText(), "text");
        headers.add(header.get("name").asText(), value);
      }
      return headers;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the headers of a replay: " + json, e);
    }
  }
}
