/**
 * Payloads whose schema lies in a schema registry: Avro and Protobuf in the registry's wire format
 * (a zero byte, the schema's id in four, the data) become JSON objects. No class that a schema
 * names is ever loaded: data is walked by its schema, value by value. Knows nothing of routes;
 * start with {@link io.caravan.registry.RegisteredDecoder}.
 */
package io.caravan.registry;
