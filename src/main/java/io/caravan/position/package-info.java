/**
 * Where datasets stand in the sources that feed them, and how somebody moves that on purpose. Knows
 * nothing of routes; start with {@link io.caravan.position.PositionDesk}.
 */
package io.caravan.position;
