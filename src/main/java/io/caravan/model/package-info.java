/**
 * dbt projects as they are: reads the project, compiles models, builds them on a branch, audits and
 * publishes them.
 *
 * <p>Reading: {@link io.caravan.model.Project} (files, properties, macros, references). Building:
 * {@link io.caravan.model.Models}, which plans a selection, and {@code NodeRun}, which takes one
 * node from its text to its publication. Macros that come along with dbt and dbt_utils are
 * resources beside this package.
 *
 * <p>Must not know Camel, nor where bronze comes from. Start with {@link io.caravan.model.Models}.
 */
package io.caravan.model;
