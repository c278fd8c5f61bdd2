package io.caravan.bronze;

/**
 * Turns the raw values of one column into the Java types Avro writes, and hashes them on the way:
 * one pass over the bytes.
 */
interface Codec {
  /**
   * What {@link #encode} returns for a value that its type cannot hold; nothing has been hashed
   * then.
   */
  Object MISFIT = new Object();

  /**
   * @param raw not null: what the driver gave, or the UTF-8 bytes of the value's text
   * @return the value as Avro wants it, or {@link #MISFIT}
   */
  Object encode(Object raw, RowHash hash);
}
