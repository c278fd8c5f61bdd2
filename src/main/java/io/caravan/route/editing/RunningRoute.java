package io.caravan.route.editing;

import java.util.List;
import org.apache.camel.Endpoint;

/**
 * A route of the project as it runs.
 *
 * @param content what it was made of
 * @param parts ids of the Camel routes that belong to it: its own and those of the Kamelets that it
 *     uses
 * @param kamelets endpoints of the Kamelets that it uses, which belong to it alone
 */
record RunningRoute(String id, String content, List<String> parts, List<Endpoint> kamelets) {}
