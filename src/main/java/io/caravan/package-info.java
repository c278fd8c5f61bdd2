/**
 * The composition root: reads the settings, opens the parts they name and wires them together in
 * plain Java.
 *
 * <p>Sees every package but the command line. Start with {@link io.caravan.Application}.
 */
package io.caravan;
