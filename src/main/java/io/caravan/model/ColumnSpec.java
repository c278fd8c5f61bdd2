package io.caravan.model;

import io.caravan.record.Place;
import java.util.List;
import java.util.Map;

/** What {@code schema.yml} says of a column. */
record ColumnSpec(
    String name,
    String description,
    String dataType,
    boolean quote,
    Map<String, Object> meta,
    List<String> tags,
    List<TestUse> tests,
    List<Object> constraints,
    Place place) {}
