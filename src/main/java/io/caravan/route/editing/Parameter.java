package io.caravan.route.editing;

import io.caravan.record.Place;

/**
 * One parameter given to an endpoint.
 *
 * @param place of its value
 * @param key where its name stands, for mistakes of the name
 */
record Parameter(String name, String value, Place place, Place key) {}
