/**
 * dbt projects as they are: reads the project, compiles models, builds them on a branch, audits them and publishes.
 *
 * <p>Must not know Camel. Start with {@code Project}.
 */
package io.caravan.model;
