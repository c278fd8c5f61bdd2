/**
 * The words every other package speaks: dataset names, columns, positions, places in the user's
 * files, and the three families of errors.
 *
 * <p>Knows the JDK only. Start with {@link io.caravan.record.DatasetName} and {@link
 * io.caravan.record.Position}.
 */
package io.caravan.record;
