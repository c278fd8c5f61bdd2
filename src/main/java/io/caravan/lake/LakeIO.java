package io.caravan.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How Iceberg reaches objects: buckets that are folders of this disk directly, every other one by
 * the S3 protocol.
 */
final class LakeIO implements DelegateFileIO {
  private static final long serialVersionUID = 1;

  // Manifests never change, so planning reads each of them once.
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "io.manifest.cache-enabled",
          "true",
          "io.manifest.cache.max-total-bytes",
          Long.toString(64L << 20));

  private final transient Map<String, BucketFolder> folders;
  private final transient S3FileIO remote;

  LakeIO(Map<String, BucketFolder> folders, S3Client client) {
    this.folders = folders;
    this.remote = new S3FileIO(() -> client);
    remote.initialize(PROPERTIES);
  }

  @Override
  public Map<String, String> properties() {
    return PROPERTIES;
  }

  @Override
  public void initialize(Map<String, String> properties) {
    // Made whole by its constructor.
  }

  @Override
  public InputFile newInputFile(String location) {
    Location at = Location.parse(location);
    BucketFolder folder = folders.get(at.bucket());
    if (folder != null) {
      return new FolderFile(folder, at);
    }
    InputFile file = remote.newInputFile(location);
    return location.endsWith(MetadataFile.SUFFIX) ? new MetadataFile(file) : file;
  }

  @Override
  public InputFile newInputFile(String location, long length) {
    Location at = Location.parse(location);
    BucketFolder folder = folders.get(at.bucket());
    // The length that a manifest list tells saves asking the store for it, each time, also for what
    // is cached.
    return folder == null ? remote.newInputFile(location, length) : new FolderFile(folder, at);
  }

  @Override
  public OutputFile newOutputFile(String location) {
    Location at = Location.parse(location);
    BucketFolder folder = folders.get(at.bucket());
    return folder == null ? remote.newOutputFile(location) : new FolderFile(folder, at);
  }

  @Override
  public void deleteFile(String location) {
    Location at = Location.parse(location);
    BucketFolder folder = folders.get(at.bucket());
    if (folder == null) {
      remote.deleteFile(location);
      return;
    }
    try {
      folder.delete(at);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + location, e);
    }
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    List<String> far = new ArrayList<>();
    Predicate<String> near = location -> folders.containsKey(Location.parse(location).bucket());
    StreamSupport.stream(locations.spliterator(), false)
        .forEach(
            location -> {
              if (near.test(location)) {
                deleteFile(location);
              } else {
                far.add(location);
              }
            });
    if (!far.isEmpty()) {
      remote.deleteFiles(far);
    }
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    Location at = Location.parse(prefix + "any");
    BucketFolder folder = folders.get(at.bucket());
    if (folder == null) {
      return remote.listPrefix(prefix);
    }
    String keyPrefix = at.key().substring(0, at.key().length() - "any".length());
    List<FileInfo> found = new ArrayList<>();
    try {
      for (Path file : folder.list(keyPrefix)) {
        try {
          found.add(
              new FileInfo(
                  new Location(at.bucket(), folder.key(file)).toString(),
                  Files.size(file),
                  Files.getLastModifiedTime(file).toMillis()));
        } catch (NoSuchFileException deletedMeanwhile) {
          // As if it had been deleted before the listing began.
          continue;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + prefix, e);
    }
    return found;
  }

  @Override
  public void deletePrefix(String prefix) {
    List<String> below = new ArrayList<>();
    listPrefix(prefix).forEach(file -> below.add(file.location()));
    deleteFiles(below);
  }

  @Override
  public void close() {
    remote.close();
  }
}
