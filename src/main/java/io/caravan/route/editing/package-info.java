/**
 * Route and Kamelet files: checked without running them, loaded, and edited while they run.
 *
 * <p>Must not know what the Kamelets do. Start with {@link io.caravan.route.editing.RouteFiles}.
 */
package io.caravan.route.editing;
