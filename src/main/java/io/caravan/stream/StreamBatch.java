package io.caravan.stream;

import io.caravan.record.PositionRange;
import io.caravan.record.RecordException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What an exchange of a streaming route carries: records in the order of their topics' partitions.
 * Steps change records, or bury those that cannot go on; the sink lands the rest together with the
 * batch's position. Used by one thread.
 */
public final class StreamBatch implements Iterable<StreamRecord> {
  private final List<StreamRecord> records;
  private final Reading reading;
  private boolean landed;
  private Throwable failure;

  /** The side of a batch that its reader knows. */
  public interface Reading {
    /** Id of the user's route. */
    String route();

    /** What the batch covers, with the counts of its records, for a commit that carries it. */
    PositionRange range(StreamBatch batch);

    /** Tells this delivery of the records from every other one, in any process. */
    String attempt();

    /**
     * Makes the dead records of the batch durable as dead letters, once however often it is called
     * for them.
     */
    void bury(StreamBatch batch);

    /**
     * Sends records, buries the dead and moves the position, all in one transaction.
     *
     * @throws RuntimeException when nothing of it happened
     */
    void land(StreamBatch batch, Iterable<ProducerRecord<byte[], byte[]>> output);

    /** Called when the batch has landed in a table. */
    void landed(StreamBatch batch);
  }

  public StreamBatch(List<StreamRecord> records, Reading reading) {
    this.records = Collections.unmodifiableList(records);
    this.reading = reading;
  }

  /**
   * What a poll gives of it: one record whose value is the batch. Camel hands the value on as it
   * is, whatever its type.
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  ConsumerRecords<byte[], byte[]> asRecords() {
    StreamRecord last = records.get(records.size() - 1);
    ConsumerRecord record =
        new ConsumerRecord(last.topic(), last.partition(), last.offset(), null, this);
    TopicPartition partition = new TopicPartition(last.topic(), last.partition());
    return new ConsumerRecords(Map.of(partition, List.of(record)), Map.of());
  }

  /** All records, the dead and the dropped ones too. */
  public List<StreamRecord> all() {
    return records;
  }

  /** Those that are alive, in order. */
  @Override
  public Iterator<StreamRecord> iterator() {
    Iterator<StreamRecord> all = records.iterator();
    return new Iterator<>() {
      private StreamRecord next = advance();

      private StreamRecord advance() {
        while (all.hasNext()) {
          StreamRecord record = all.next();
          if (record.alive()) {
            return record;
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public StreamRecord next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        StreamRecord now = next;
        next = advance();
        return now;
      }
    };
  }

  /**
   * Does something to each record that is alive; one for which it throws a {@link RecordException}
   * is buried, and takes no other with it.
   *
   * @param step who does it, for the dead letter
   * @param kind one word for what goes wrong here
   */
  public void each(String step, String kind, Consumer<StreamRecord> action) {
    for (StreamRecord record : this) {
      try {
        action.accept(record);
      } catch (RecordException e) {
        record.bury(new Cause(step, kind, e.getMessage()));
      }
    }
  }

  /** Gives a record up. What is buried first stays the cause. */
  public void bury(StreamRecord record, Cause cause) {
    record.bury(cause);
  }

  /**
   * Leaves out a record that lies in the topic a second time: it becomes neither a row nor a dead
   * letter, and counts as neither.
   */
  public void drop(StreamRecord record) {
    record.drop();
  }

  /** How many are alive. */
  public int alive() {
    int alive = 0;
    for (StreamRecord record : records) {
      alive += record.alive() ? 1 : 0;
    }
    return alive;
  }

  public int dead() {
    int dead = 0;
    for (StreamRecord record : records) {
      dead += record.dead() ? 1 : 0;
    }
    return dead;
  }

  public int size() {
    return records.size();
  }

  public String route() {
    return reading.route();
  }

  public String attempt() {
    return reading.attempt();
  }

  /** What a commit that lands the batch covers. Call it after the last record has been buried. */
  public PositionRange range() {
    return reading.range(this);
  }

  /** Makes the dead letters durable: before the commit that moves the position past them. */
  public void buryDead() {
    reading.bury(this);
  }

  /** Lands the batch in topics, all or nothing. */
  public void land(Iterable<ProducerRecord<byte[], byte[]>> output) {
    reading.land(this, output);
    landed = true;
  }

  /** Says that the batch has landed: its rows and its position are in one commit. */
  public void landed() {
    landed = true;
    reading.landed(this);
  }

  boolean hasLanded() {
    return landed;
  }

  /** Notes why the route failed with this batch. */
  public void failed(Throwable why) {
    failure = why;
  }

  Throwable failure() {
    return failure;
  }

  @Override
  public String toString() {
    return "batch of %d records of %s".formatted(records.size(), reading.route());
  }
}
