package io.caravan.jinja;

import io.caravan.record.Place;

/**
 * A block at the top of a source, not parsed.
 *
 * @param contents what is between its tags
 * @param source the whole block with its tags
 */
public record RawBlock(
    MacroDefinition.Kind kind, String name, String contents, String source, Place place) {}
