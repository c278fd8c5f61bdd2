package io.caravan.embedded;

import io.caravan.record.WorldException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/**
 * An S3 server of our own, on loopback: objects are plain files, {@code <folder>/<bucket>/<key>}.
 */
public final class EmbeddedS3 implements AutoCloseable {
  public static final String ACCESS_KEY = "caravan";
  private final S3Proxy proxy;
  private final Path folder;
  private final String secretKey;

  private EmbeddedS3(S3Proxy proxy, Path folder, String secretKey) {
    this.proxy = proxy;
    this.folder = folder;
    this.secretKey = secretKey;
  }

  /** Serves {@code folder} on any free port. */
  public static EmbeddedS3 start(Path folder, String bucket) {
    return start(folder, bucket, 0);
  }

  /**
   * Serves {@code folder}.
   *
   * @param bucket is made unless it is there
   * @param port port on 127.0.0.1; 0 for any free one
   */
  public static EmbeddedS3 start(Path folder, String bucket, int port) {
    try {
      Path objects = Files.createDirectories(folder.toAbsolutePath());
      Files.createDirectories(objects.resolve(bucket));
      String secret = secret(secretFile(objects));
      Properties store = new Properties();
      store.setProperty("jclouds.filesystem.basedir", objects.toString());
      S3Proxy proxy =
          S3Proxy.builder()
              .endpoint(URI.create("http://127.0.0.1:" + port))
              .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, secret)
              .blobStore(BlobStores.create("filesystem-nio2", store))
              .ignoreUnknownHeaders(true)
              .jettyMaxThreads(32)
              .build();
      proxy.start();
      return new EmbeddedS3(proxy, objects, secret);
    } catch (Exception e) {
      throw new WorldException(
          "Cannot start the embedded S3 server over %s on port %d: %s"
              .formatted(folder, port, e.getMessage()),
          e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  public String accessKey() {
    return ACCESS_KEY;
  }

  public String secretKey() {
    return secretKey;
  }

  /** Where a bucket's objects lie as files. */
  public Path folderOf(String bucket) {
    return folder.resolve(bucket);
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new WorldException("Cannot stop the embedded S3 server: " + e.getMessage(), e);
    }
  }

  /** The secret of the server over {@code folder}, which another process has started. */
  static String readSecret(Path folder) {
    try {
      return Files.readString(secretFile(folder));
    } catch (IOException e) {
      throw new WorldException("Cannot read " + secretFile(folder) + ": " + e.getMessage(), e);
    }
  }

  private static Path secretFile(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".secret");
  }

  /**
   * Made once, readable by the owner only: other users of the machine reach the port, not the
   * objects.
   */
  private static String secret(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[20];
      new SecureRandom().nextBytes(random);
      Path made =
          Files.createTempFile(
              file.getParent(),
              "secret",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(made, HexFormat.of().formatHex(random));
      try {
        Files.createLink(file, made);
      } catch (java.nio.file.FileAlreadyExistsException anotherProcessWasFirst) {
        return Files.readString(file);
      } finally {
        Files.delete(made);
      }
    }
    return Files.readString(file);
  }
}
