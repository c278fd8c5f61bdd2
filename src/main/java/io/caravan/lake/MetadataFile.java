package io.caravan.lake;

import java.io.IOException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * A table's metadata file in a store. When it cannot be read, that is said at once.
 *
 * <p>The catalog tries to read it twenty times, a minute and a half in all, beside the attempts of
 * the store's client: nobody would learn for so long that the store refuses. It believes only one
 * exception to be final. Who reads begins again, after pauses that grow.
 */
record MetadataFile(InputFile real) implements InputFile {
  static final String SUFFIX = ".metadata.json";

  /** Not there, or not to be had now. */
  private static final class Unreadable extends NotFoundException {
    private static final long serialVersionUID = 1;

    Unreadable(Exception cause, String location) {
      super(cause, "Cannot read %s: %s", location, cause.getMessage());
    }
  }

  @Override
  public long getLength() {
    return real.getLength();
  }

  @Override
  public SeekableInputStream newStream() {
    try (SeekableInputStream in = real.newStream()) {
      return new InMemoryInputFile(location(), in.readAllBytes()).newStream();
    } catch (IOException | RuntimeException e) {
      throw new Unreadable(e, location());
    }
  }

  @Override
  public String location() {
    return real.location();
  }

  @Override
  public boolean exists() {
    return real.exists();
  }
}
