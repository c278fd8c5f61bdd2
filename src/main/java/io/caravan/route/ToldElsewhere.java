package io.caravan.route;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For consumers whose failures somebody else reports, with better words than Camel has. */
public final class ToldElsewhere implements ExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ToldElsewhere.class);

  @Override
  public void handleException(Throwable exception) {
    handleException(null, null, exception);
  }

  @Override
  public void handleException(String message, Throwable exception) {
    handleException(message, null, exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable exception) {
    LOG.debug("{}", message, exception);
  }
}
