package io.caravan.route;

import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Gives every route that begins with a Kamelet its own instance, named after the route: {@code
 * kamelet:interval-source?...} becomes {@code
 * kamelet:interval-source/bronze.users-interval-source?...}.
 *
 * <p>Camel takes two routes that begin with the same Kamelet and the same parameters for two
 * consumers of one endpoint and refuses to start. Camel finds this bean in the registry by its
 * type.
 */
public final class KameletPerRoute extends ModelLifecycleStrategySupport {
  private static final String SCHEME = "kamelet:";

  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    String uri = route.getInput() == null ? null : route.getInput().getUri();
    if (uri == null
        || !uri.startsWith(SCHEME)
        || route.getId() == null
        || Boolean.TRUE.equals(route.isKamelet())) {
      return;
    }
    int query = uri.indexOf('?');
    String name = uri.substring(SCHEME.length(), query < 0 ? uri.length() : query);
    if (name.indexOf('/') < 0 && !name.equals("source") && !name.equals("sink")) {
      String rest = query < 0 ? "" : uri.substring(query);
      route.getInput().setUri(SCHEME + name + "/" + route.getId() + "-" + name + rest);
    }
  }
}
