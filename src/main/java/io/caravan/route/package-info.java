/**
 * What the Kamelets call: the thin layer between Camel exchanges and the stages, and live editing
 * of routes.
 *
 * <p>With the root package the only one that sees Camel. Start with a Kamelet in {@code
 * routes/kamelets} and follow its beans here.
 */
package io.caravan.route;
