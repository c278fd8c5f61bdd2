package io.caravan.route;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** What every bean behind a Kamelet has: its parameters, and the route they were written in. */
public abstract class KameletBean implements CamelContextAware {
  final Parameters parameters = new Parameters();
  CamelContext context;
  String routeId;

  /** Id of the user's route, {@code {{?parentRouteId}}}. */
  public final void setRoute(String id) {
    this.routeId = id;
  }

  /** The user's route; asked for while Camel makes the route, when it is known best. */
  final UserRoute userRoute() {
    return UserRoute.of(context, routeId);
  }

  @Override
  public final CamelContext getCamelContext() {
    return context;
  }

  @Override
  public final void setCamelContext(CamelContext context) {
    this.context = context;
  }
}
