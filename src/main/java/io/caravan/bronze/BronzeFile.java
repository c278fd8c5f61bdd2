package io.caravan.bronze;

/**
 * A file about to be written.
 *
 * @param location where it will lie, for example {@code
 *     s3://lake/bronze/users/year=2026/month=01/day=31/x.parquet}
 * @param records what goes into it
 * @param batch where they come from
 */
public record BronzeFile(String location, BronzeRecords records, Batch batch) {
  /** The bucket of its location. */
  public String bucket() {
    return location.substring(location.indexOf("//") + 2).split("/", 2)[0];
  }

  /** The key within the bucket. */
  public String key() {
    return location.substring(location.indexOf("//") + 2).split("/", 2)[1];
  }
}
