package io.caravan.webhook;

import io.caravan.stream.Cause;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Drops what an inbox holds twice: deliveries that another process has taken too, and those whose
 * sender was told to come again though they had been written.
 *
 * <p>A delivery is dropped only for one of the same id that lies before it in its partition, and so
 * has landed, or lands with it: however often batches are tried, and whoever reads them, none is
 * lost.
 */
public final class Repeats {
  private final Supplier<Map<String, String>> client;
  private final int most;
  private final Map<TopicPartition, Deliveries> remembered = new HashMap<>();

  /**
   * @param most deliveries whose ids are remembered, of each partition
   */
  public Repeats(Supplier<Map<String, String>> client, int most) {
    this.client = client;
    this.most = most;
  }

  /**
   * Drops the repeated ones of a batch, and buries those that have an earlier one's id and another
   * body.
   *
   * @throws io.caravan.record.WorldException when the earlier ones cannot be read
   */
  public synchronized void screen(StreamBatch batch) {
    for (StreamRecord record : batch) {
      // What is sent again after it died, somebody wants to land.
      if (record.key() != null && !record.isReplay()) {
        screen(batch, record);
      }
    }
  }

  private void screen(StreamBatch batch, StreamRecord record) {
    Deliveries known = known(record);
    Fingerprint id = Fingerprint.of(record.key());
    Fingerprint body = Tail.body(record.payload());
    Deliveries.Seen first = known.before(record.offset(), id);
    if (first == null) {
      known.add(id, new Deliveries.Seen(record.offset(), body));
      return;
    }
    known.until(record.offset() + 1);
    if (first.body().equals(body)) {
      batch.drop(record);
    } else {
      batch.bury(
          record,
          new Cause(
              "signed-webhook-source",
              "conflict",
              "Cannot land the delivery: its id has come before, at offset %d, with another body."
                  .formatted(first.offset())));
    }
  }

  private Deliveries known(StreamRecord record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Deliveries known = remembered.computeIfAbsent(partition, p -> new Deliveries(most));
    if (known.until() < record.offset()) {
      // The first of this partition, or the first since others have read it.
      try (Tail tail = new Tail(client.get(), most)) {
        tail.read(partition, record.offset(), known);
      }
    }
    return known;
  }
}
