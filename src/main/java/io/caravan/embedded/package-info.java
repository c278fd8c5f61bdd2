/**
 * Real parts in process for the first minute: PostgreSQL, an S3 server, catalog and ledger
 * databases over one {@code data/} folder, on loopback only. Each is left out when its property
 * names a real one, and the production image leaves the jars out.
 */
package io.caravan.embedded;
