/**
 * A Jinja2 interpreter: the whole grammar, Python's printing and string rules, and nothing of Java
 * reachable from a template.
 *
 * <p>Knows the JDK only; it does not know dbt, though it knows the blocks that dbt adds to the
 * grammar. A template is parsed once into an immutable tree ({@code Lexer}, {@code
 * StatementParser}, {@code ExpressionParser}) whose nodes evaluate themselves against a {@code
 * Frame}. Start with {@code Jinja}.
 */
package io.caravan.jinja;
