package io.caravan.bronze;

import io.caravan.lake.StagedFile;

/**
 * A file as it is to be put into the store.
 *
 * @param parquet its bytes
 * @param file what a commit wants to know of it
 */
public record StagedBytes(byte[] parquet, StagedFile file) {}
