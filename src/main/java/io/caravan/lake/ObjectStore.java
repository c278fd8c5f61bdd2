package io.caravan.lake;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Puts files at locations below the warehouse and finds local bytes of them. */
final class ObjectStore implements AutoCloseable {
  private final String warehouse;
  private final Map<String, BucketFolder> folders;
  private final S3Objects remote;
  private final FileCache cache;
  private final LakeIO io;

  ObjectStore(LakeSettings settings) {
    this.warehouse = settings.warehouse();
    this.folders = new TreeMap<>();
    settings
        .store()
        .folders()
        .forEach((bucket, path) -> folders.put(bucket, new BucketFolder(path)));
    this.remote = new S3Objects(settings.store());
    this.cache = new FileCache(settings.cache());
    this.io = new LakeIO(folders, remote.client());
  }

  LakeIO io() {
    return io;
  }

  Path local(String location) {
    Location at = within(location);
    BucketFolder folder = folders.get(at.bucket());
    if (folder == null) {
      return Attempt.to(
          "read " + location,
          () -> cache.find(at.toString(), target -> remote.download(at, target)));
    }
    Path path = folder.path(at);
    if (!Files.isRegularFile(path)) {
      throw new WorldException("Cannot read %s: there is no such object.".formatted(location));
    }
    return path;
  }

  void put(Path file, String location) {
    Location at = within(location);
    BucketFolder folder = folders.get(at.bucket());
    Attempt.to(
        "put " + location,
        () -> {
          try {
            if (folder == null) {
              remote.upload(file, at);
            } else {
              folder.accept(file, at);
            }
          } catch (IOException e) {
            throw new WorldException("Cannot put %s at %s: %s".formatted(file, location, e), e);
          }
        });
  }

  /**
   * @throws IllegalArgumentException when the location is not a plain one below the warehouse
   */
  Location within(String location) {
    Location at = Location.parse(Location.canonical(location));
    if (!at.toString().startsWith(warehouse + "/")) {
      throw new IllegalArgumentException(
          "Cannot use location '%s': it is outside the warehouse %s."
              .formatted(location, warehouse));
    }
    return at;
  }

  @Override
  public void close() {
    io.close();
    remote.close();
  }
}
