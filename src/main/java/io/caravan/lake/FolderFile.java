package io.caravan.lake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/**
 * An object of a {@link BucketFolder}, as Iceberg reads and writes it: named by its location in the
 * store, not by its path.
 */
record FolderFile(BucketFolder folder, Location at) implements InputFile, OutputFile {
  @Override
  public String location() {
    return at.toString();
  }

  @Override
  public boolean exists() {
    return Files.exists(folder.path(at));
  }

  @Override
  public long getLength() {
    try {
      return Files.size(folder.path(at));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public SeekableInputStream newStream() {
    try {
      return new Reading(FileChannel.open(folder.path(at), StandardOpenOption.READ));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public PositionOutputStream create() {
    if (exists()) {
      throw new AlreadyExistsException("Cannot create %s: it is there", at);
    }
    return createOrOverwrite();
  }

  @Override
  public PositionOutputStream createOrOverwrite() {
    try {
      return new Writing(folder.draft(at), this);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + at, e);
    }
  }

  @Override
  public InputFile toInputFile() {
    return this;
  }

  private RuntimeException unreadable(IOException e) {
    return e instanceof NoSuchFileException
        ? new NotFoundException(e, "Cannot read %s: it is not there", at)
        : new UncheckedIOException("Cannot read " + at, e);
  }

  private static final class Reading extends SeekableInputStream {
    private final FileChannel channel;

    Reading(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(Integer.MAX_VALUE, channel.size() - channel.position());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class Writing extends PositionOutputStream {
    private final Path draft;
    private final FolderFile file;
    private final OutputStream out;
    private long position;
    // False from the beginning of each write to its end: a disk that is full takes the first part.
    private boolean whole = true;
    private boolean closed;

    Writing(Path draft, FolderFile file) throws IOException {
      this.draft = draft;
      this.file = file;
      this.out =
          new BufferedOutputStream(
              Channels.newOutputStream(
                  FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
              1 << 16);
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      whole = false;
      out.write(b);
      whole = true;
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      whole = false;
      out.write(bytes, offset, length);
      whole = true;
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        out.close();
        if (!whole) {
          throw new IOException("Cannot keep " + file.at + ": a write to it has failed before.");
        }
        file.folder.accept(draft, file.at);
      } finally {
        Files.deleteIfExists(draft);
      }
    }
  }
}
