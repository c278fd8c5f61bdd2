/**
 * Tables that streaming routes write themselves: typed by a contract, appended to or merged by key,
 * each batch in one commit with the position it came from.
 */
package io.caravan.table;
