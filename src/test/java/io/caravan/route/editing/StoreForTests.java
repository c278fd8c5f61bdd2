package io.caravan.route.editing;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A bean of a Kamelet that validates when all is set. */
public final class StoreForTests implements Processor {
  private String table;
  private String mode;
  private AtomicLong received;

  public void setTable(String table) {
    this.table = table;
  }

  public void setMode(String mode) {
    this.mode = mode;
  }

  public void setReceived(AtomicLong received) {
    this.received = received;
  }

  public void init() {
    if (!mode.equals("append") && !mode.equals("upsert")) {
      throw new IllegalArgumentException(
          "'" + mode + "' is neither append nor upsert for table '" + table + "'");
    }
  }

  @Override
  public void process(Exchange exchange) {
    received.incrementAndGet();
  }
}
