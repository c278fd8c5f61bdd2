package io.caravan.route;

import io.caravan.bronze.Batch;
import io.caravan.bronze.BronzeFile;
import io.caravan.bronze.BronzeTable;
import io.caravan.bronze.CommitListener;
import io.caravan.bronze.DriftPolicy;
import io.caravan.bronze.Load;
import io.caravan.bronze.MessageRows;
import io.caravan.bronze.OrdinaryRows;
import io.caravan.bronze.StagedBytes;
import io.caravan.dead.LetterRows;
import io.caravan.lake.Lake;
import io.caravan.lake.Snapshot;
import io.caravan.record.KillPoint;
import io.caravan.runs.RunCounts;
import io.caravan.stream.StreamBatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.spi.Synchronization;

/**
 * The bean behind {@code bronze-sink}: says what a batch becomes as a file before Camel encodes and
 * puts it, and commits when the last file of a load lies in the store.
 */
public final class BronzeSink extends KameletBean {
  private static final String S3_HEADERS = "camelawss3";
  private static final String FILE = "CaravanFile";
  private static final String STAGED = "CaravanStaged";
  private static final String BODY = "CaravanBody";

  private Lake lake;
  private final ReentrantLock turn = new ReentrantLock(true);
  private BronzeTable table;
  private boolean letters;

  /** Reads the parameters; the first one that is wrong stops the route from being made. */
  public void init() {
    UserRoute route = userRoute();
    table =
        new BronzeTable(
            lake,
            parameters.read(route, "table", BronzeTarget::dataset),
            parameters.read(route, "drift", DriftPolicy::parse));
  }

  /** Makes the table fit for the batch in the body, and the body the records to encode. */
  public void prepare(Exchange exchange) {
    Message message = exchange.getMessage();
    removeStoreHeaders(message);
    Object body = message.getBody();
    exchange.setProperty(BODY, body);
    if (body instanceof StreamBatch messages) {
      // From the time of its commit to the commit: other readers of the route come after it.
      turn.lock();
      exchange.getExchangeExtension().addOnCompletion(new TurnEnd(turn));
      if (messages.alive() == 0) {
        return;
      }
    }
    BronzeFile file = table.begin(batch(exchange, body));
    exchange.setProperty(FILE, file);
    message.setBody(file.records());
  }

  private Batch batch(Exchange exchange, Object body) {
    if (body instanceof StreamBatch messages) {
      return letters ? LetterRows.batch(messages) : MessageRows.batch(messages);
    }
    return body instanceof Batch batch ? batch : ordinary(exchange, body);
  }

  /** Ends a turn on the thread that has it: exchanges of batches never leave theirs. */
  private record TurnEnd(ReentrantLock turn) implements Synchronization {
    @Override
    public void onComplete(Exchange exchange) {
      turn.unlock();
    }

    @Override
    public void onFailure(Exchange exchange) {
      turn.unlock();
    }
  }

  private Batch ordinary(Exchange exchange, Object body) {
    // Streams have no other reading than as text; maps, lists and texts are taken as they are.
    Object value =
        body instanceof InputStream || body instanceof org.apache.camel.StreamCache
            ? exchange.getMessage().getBody(byte[].class)
            : body;
    return OrdinaryRows.batch(
        value, Load.atLeastOnce("route:" + routeId, exchange.getExchangeId()));
  }

  /**
   * Reads from the encoded file what the table wants to know of it, and tells the store where to
   * put it.
   */
  public void stage(Exchange exchange) {
    KillPoint.AFTER_ENCODE.pass();
    Message message = exchange.getMessage();
    BronzeFile file = exchange.getProperty(FILE, BronzeFile.class);
    StagedBytes staged = table.stage(file, encoded(message));
    exchange.setProperty(STAGED, staged.file());
    message.setBody(staged.parquet());
    message.setHeader(AWS2S3Constants.OVERRIDE_BUCKET_NAME, file.bucket());
    message.setHeader(AWS2S3Constants.KEY, file.key());
    message.setHeader(AWS2S3Constants.CONTENT_LENGTH, (long) staged.parquet().length);
    message.setHeader(AWS2S3Constants.CONTENT_TYPE, "application/vnd.apache.parquet");
  }

  /** The encoded file in one copy: Camel's own conversion of its stream cache makes three. */
  private static byte[] encoded(Message message) {
    if (message.getBody() instanceof InputStream stream) {
      try (stream) {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read back an encoded file", e);
      }
    }
    return message.getBody(byte[].class);
  }

  /**
   * Counts the file that now lies in the store; with the last of its load, makes all of them rows
   * of the table.
   */
  public void commit(Exchange exchange) {
    KillPoint.AFTER_PUT.pass();
    BronzeFile file = exchange.getProperty(FILE, BronzeFile.class);
    StreamBatch messages =
        exchange.getProperty(BODY) instanceof StreamBatch streamed ? streamed : null;
    if (messages != null) {
      messages.buryDead();
    }
    KillPoint.BEFORE_COMMIT.pass();
    if (file == null) {
      table.pass(messages.range());
    } else {
      table
          .add(file, exchange.getProperty(STAGED, io.caravan.lake.StagedFile.class))
          .ifPresent(snapshot -> committed(exchange, file.batch().load(), snapshot));
    }
    if (messages != null) {
      messages.landed();
    }
    removeStoreHeaders(exchange.getMessage());
    exchange.getMessage().setBody(exchange.removeProperty(BODY));
    exchange.removeProperty(FILE);
    exchange.removeProperty(STAGED);
  }

  private void committed(Exchange exchange, Load load, Snapshot snapshot) {
    KillPoint.AFTER_COMMIT.pass();
    CurrentRun.counts(exchange).add(RunCounts.BRONZE, load.rows());
    context
        .getRegistry()
        .findByType(CommitListener.class)
        .forEach(listener -> listener.committed(table.name(), snapshot));
  }

  /**
   * None that came with a message may steer the store, and none of ours goes further than the
   * store.
   */
  private static void removeStoreHeaders(Message message) {
    message
        .getHeaders()
        .keySet()
        .removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(S3_HEADERS));
  }

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setTable(String text) {
    parameters.put("table", text);
  }

  /** Whether messages are dead letters, to be taken apart into columns. */
  public void setLetters(boolean dead) {
    this.letters = dead;
  }

  public void setDrift(String text) {
    parameters.put("drift", text);
  }
}
