/**
 * The desk of dead letters: the table they come to rest in, what is open, and how records are sent
 * on their way again, exactly once.
 */
package io.caravan.dead;
