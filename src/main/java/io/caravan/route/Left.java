package io.caravan.route;

import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether an iterator in an exchange property has something left: the condition of a Kamelet's
 * loop.
 *
 * <p>Camel asks it once more when a turn has failed, and an expression would be asked on a copy
 * that knows of no failure: what failed must not be hidden by what follows from it.
 */
public final class Left implements Predicate {
  private String property;

  /** Name of the exchange property. */
  public void setIn(String name) {
    property = name;
  }

  @Override
  public boolean matches(Exchange exchange) {
    if (exchange.isFailed()) {
      return false;
    }
    try {
      return exchange.getProperty(property, Iterator.class).hasNext();
    } catch (RuntimeException e) {
      exchange.setException(e);
      return false;
    }
  }
}
