package io.caravan.stream;

import io.caravan.record.FencedException;
import io.caravan.record.ProjectException;
import io.caravan.record.RecordException;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What kind of failure keeps a batch from landing. */
enum Fault {
  /** A record is at fault: it is searched for and buried. */
  RECORD,
  /** The world is: the batch is tried again until it lands. */
  WORLD,
  /** Another reader was first: this one begins again from the landing's position. */
  FENCED,
  /** The route is wrong: it stops until somebody mends it. */
  ROUTE;

  /**
   * Goes down the causes until one tells. An exception that nobody knows is laid to a record's
   * door: bisecting then either finds the record, or ends at the limit of dead letters.
   */
  static Fault of(Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    for (Throwable e = failure; e != null && seen.add(e); e = e.getCause()) {
      if (e instanceof RecordException
          || e instanceof RecordTooLargeException
          || e instanceof SerializationException) {
        return RECORD;
      } else if (e instanceof FencedException) {
        return FENCED;
      } else if (e instanceof ProjectException || e instanceof TooManyDeadException) {
        return ROUTE;
      } else if (ofTheWorld(e)) {
        return WORLD;
      }
    }
    return RECORD;
  }

  private static boolean ofTheWorld(Throwable e) {
    return e instanceof WorldException
        || e instanceof IOException
        || e instanceof SQLException
        || e instanceof TimeoutException
        || e instanceof KafkaException
        || e instanceof InterruptedException
        || e instanceof java.util.concurrent.RejectedExecutionException
        || e.getClass().getName().startsWith("software.amazon.awssdk.");
  }

  /** What is told of it: the outermost message there is. */
  static String message(Throwable failure) {
    Throwable e = failure;
    while (e.getMessage() == null && e.getCause() != null) {
      e = e.getCause();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
