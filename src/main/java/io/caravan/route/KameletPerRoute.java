package io.caravan.route;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
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
  private static final Pattern OPTIONAL =
      Pattern.compile("([?&])([A-Za-z]+)=\\{\\{\\?([^{}:]+)}}(?=&|$)");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?<=[?&])([A-Za-z]*[sS]ecret)=(\\{\\{[^{}?]+}})(?=&|$)");

  /** Camel itself does it too, but then writes the other parameters anew, and '/' as '%2F'. */
  private static String withoutAbsent(String query, CamelContext context) {
    return OPTIONAL
        .matcher(query)
        .replaceAll(
            found ->
                context.getPropertiesComponent().resolveProperty(found.group(3)).isPresent()
                    ? Matcher.quoteReplacement(
                        found.group(1) + found.group(2) + "={{" + found.group(3) + "}}")
                    : found.group(1).equals("?") ? "?" : "")
        .replace("?&", "?");
  }

  /** A secret that holds '+', '%' or '&' is that secret, and no piece of an address. */
  private static String raw(String query) {
    return PLACEHOLDER.matcher(query).replaceAll("$1=RAW($2)");
  }

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
      String rest =
          query < 0 ? "" : raw(withoutAbsent(uri.substring(query), route.getCamelContext()));
      route.getInput().setUri(SCHEME + name + "/" + route.getId() + "-" + name + rest);
    }
  }
}
