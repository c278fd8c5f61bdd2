/**
 * Values as a template sees them: Python's data model over plain JDK types.
 *
 * <p>{@code null} is None; Long and BigInteger are int; Double is float; String is str; List, Map,
 * Set, {@link Tuple}, {@link Range} are what they look like. Knows nothing of templates. Everything
 * here is reachable by name from a closed list: there is no reflection. Start with {@code
 * Attributes}.
 */
package io.caravan.jinja.value;
