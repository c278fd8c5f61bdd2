package io.caravan.model;

import io.caravan.record.Place;
import java.util.Map;

/**
 * One use of a generic test in a properties file.
 *
 * @param test the test as written, a namespace included: {@code unique}, {@code
 *     dbt_utils.expression_is_true}
 * @param arguments what the test takes, raw: templates in it are rendered when the test is
 * @param config severity, where, limit and the rest
 * @param name a name of its own; empty for the usual one
 */
record TestUse(
    String test,
    Map<String, Object> arguments,
    Map<String, Object> config,
    String name,
    String description,
    Place place) {}
