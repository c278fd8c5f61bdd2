package io.caravan.route;

import io.caravan.record.ProjectException;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The bean behind {@code topic-sink}: sends a batch's records on, with their own keys and headers,
 * in the transaction that also moves the position they were read from.
 */
public final class TopicSink extends KameletBean implements Processor {
  private String topic;
  private boolean keepTime;

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    topic = parameters.read(route, "topic", TopicSink::topic);
    keepTime = parameters.flag(route, "keepTimestamp");
  }

  static String topic(String text) {
    if (!text.matches("[a-zA-Z0-9._-]{1,249}") || text.equals(".") || text.equals("..")) {
      throw new IllegalArgumentException(
          "Cannot use '%s': a topic's name has letters, digits, dots, hyphens and underscores."
              .formatted(text));
    }
    return text;
  }

  @Override
  public void process(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (!(body instanceof StreamBatch batch)) {
      throw new ProjectException(
          userRoute().place(),
          "Cannot send %s: topic-sink takes batches of kafka-records-source."
              .formatted(body == null ? "an empty body" : body.getClass().getSimpleName()),
          "Begin the route with kamelet:kafka-records-source, or send single messages with Camel's kafka component.");
    }
    batch.land(() -> output(batch));
  }

  private Iterator<ProducerRecord<byte[], byte[]>> output(StreamBatch batch) {
    Iterator<StreamRecord> alive = batch.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return alive.hasNext();
      }

      @Override
      public ProducerRecord<byte[], byte[]> next() {
        StreamRecord record = alive.next();
        return new ProducerRecord<>(
            topic,
            null,
            keepTime && record.timestamp() >= 0 ? record.timestamp() : null,
            record.key(),
            record.bytes(),
            record.headers());
      }
    };
  }

  public void setTopic(String text) {
    parameters.put("topic", text);
  }

  public void setKeepTimestamp(String text) {
    parameters.put("keepTimestamp", text);
  }
}
