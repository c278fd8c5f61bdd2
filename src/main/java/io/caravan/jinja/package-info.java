/**
 * A Jinja2 interpreter: the whole grammar, Python's printing and string rules, and nothing of Java reachable from a template.
 *
 * <p>Knows the JDK only; it does not know dbt. Start with {@code Jinja}.
 */
package io.caravan.jinja;
