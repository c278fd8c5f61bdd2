package io.caravan.route.editing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Routes that begin at {@code port:8080} start only while nobody else holds the port, which no
 * check can know.
 */
public final class PortComponent extends DefaultComponent {
  private Set<String> taken = ConcurrentHashMap.newKeySet();

  public void setTaken(Set<String> taken) {
    this.taken = taken;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    return new DefaultEndpoint(uri, this) {
      @Override
      public Producer createProducer() {
        throw new UnsupportedOperationException("port: a route can only begin with it");
      }

      @Override
      public Consumer createConsumer(Processor processor) {
        return new DefaultConsumer(this, processor) {
          @Override
          protected void doStart() {
            if (taken.contains(remaining)) {
              throw new IllegalStateException("Port " + remaining + " is taken");
            }
          }
        };
      }
    };
  }
}
