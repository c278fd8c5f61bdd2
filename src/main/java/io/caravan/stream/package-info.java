/**
 * Records on their way from a topic to where they land: read in batches from the position of their
 * landing, parsed when a step asks for a field, and either landed or buried, each exactly once.
 *
 * <p>Knows Kafka and the records of the application; nothing of Camel, and nothing of the lake.
 */
package io.caravan.stream;
