package io.caravan.stream;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * One record of a batch: its exact original, and its value once a step has asked for it. Used by
 * one thread.
 */
public final class StreamRecord {
  private final ConsumerRecord<byte[], byte[]> original;
  private final Decoder decoder;
  private final int tries;
  private final String place;
  private JsonObject value;
  private Cause cause;
  private boolean dropped;

  /** How a payload becomes an object: JSON as it is, Avro and Protobuf by their schema. */
  @FunctionalInterface
  public interface Decoder {
    /** Payloads that are JSON objects. */
    Decoder JSON = payload -> JsonObject.parse(payload);

    /**
     * @throws io.caravan.record.RecordException when the payload is not what it should be
     */
    JsonObject decode(byte[] payload);
  }

  public StreamRecord(ConsumerRecord<byte[], byte[]> original, Decoder decoder) {
    this.original = original;
    this.decoder = decoder;
    this.tries = 1;
    this.place = "";
  }

  StreamRecord(Replays.Replay replay, Decoder decoder) {
    this.original = replay.record();
    this.decoder = decoder;
    this.tries = replay.tries();
    this.place = replay.place();
  }

  /** How often the record has set out, this time included. */
  public int tries() {
    return tries;
  }

  public String topic() {
    return original.topic();
  }

  public int partition() {
    return original.partition();
  }

  public long offset() {
    return original.offset();
  }

  /** Milliseconds since 1970, by the producer's or the broker's clock as the topic is set up. */
  public long timestamp() {
    return original.timestamp();
  }

  /** Null when the record has none. */
  public byte[] key() {
    return original.key();
  }

  /** Exactly what lies in the topic; null for a tombstone. */
  public byte[] payload() {
    return original.value();
  }

  public Headers headers() {
    return original.headers();
  }

  /**
   * The payload as an object that steps may change; the {@linkplain #payload() original} stays.
   *
   * @throws io.caravan.record.RecordException when it is none: the batch {@linkplain
   *     StreamBatch#each buries} the record
   */
  public JsonObject value() {
    if (value == null) {
      value = (isEditedJson() ? Decoder.JSON : decoder).decode(original.value());
    }
    return value;
  }

  /** Whoever edits a replay writes JSON, whatever the original was. */
  private boolean isEditedJson() {
    byte[] payload = original.value();
    return isReplay() && payload != null && payload.length > 0 && payload[0] == '{';
  }

  /** What the record goes on as: its value with all changes, or the original when nobody looked. */
  public byte[] bytes() {
    return value == null ? original.value() : value.bytes();
  }

  /** Why it is dead; empty while it lives. */
  public Optional<Cause> cause() {
    return Optional.ofNullable(cause);
  }

  /** Whether it died before and is sent again. */
  public boolean isReplay() {
    return !place.isEmpty();
  }

  String place() {
    return place;
  }

  /** Id of the letter that is sent again; empty for a record that came from its topic just now. */
  Optional<String> letter() {
    return isReplay() ? Optional.of(Replays.letter(place)) : Optional.empty();
  }

  boolean alive() {
    return cause == null && !dropped;
  }

  boolean dropped() {
    return dropped;
  }

  void drop() {
    dropped = cause == null;
  }

  boolean dead() {
    return cause != null;
  }

  void bury(Cause why) {
    if (alive()) {
      cause = why;
    }
  }

  /** Where it lies, unique among all records: {@code topic/partition/offset}. */
  public String identity() {
    return topic() + "/" + partition() + "/" + offset();
  }

  @Override
  public String toString() {
    return identity();
  }
}
