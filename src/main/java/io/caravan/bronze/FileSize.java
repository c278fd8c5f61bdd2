package io.caravan.bronze;

/**
 * When a file is large enough. Files are measured by the rows that go into them, before encoding;
 * how much encoding saves is learnt from the file before.
 */
public final class FileSize {
  /**
   * However well rows compress, this many times the target is what may be buffered for one file.
   */
  private static final int MOST = 8;

  private final long target;
  private long rawTarget;

  public FileSize(long targetBytes) {
    if (targetBytes < 1) {
      throw new IllegalArgumentException(
          "Cannot write files of %d bytes: give a size such as 32MB.".formatted(targetBytes));
    }
    this.target = targetBytes;
    this.rawTarget = 2 * targetBytes;
  }

  boolean reached(long rawBytes) {
    return rawBytes >= rawTarget;
  }

  /** A file of that many bytes before encoding turned out this large. */
  void learn(long rawBytes, long encodedBytes) {
    if (rawBytes > 0 && encodedBytes > 0) {
      double factor = Math.min(MOST, Math.max(1, (double) rawBytes / encodedBytes));
      rawTarget = (long) (target * factor);
    }
  }
}
