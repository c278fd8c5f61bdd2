package io.caravan.lake;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Whole files to and from an object store that is not on this disk. */
final class S3Objects implements AutoCloseable {
  private static final long PART_BYTES = 32L << 20;
  private final S3Client client;

  S3Objects(LakeSettings.Store settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            // Stores other than Amazon's know fewer checksums; TLS and the ETag guard the rest.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                ApacheHttpClient.builder()
                    .maxConnections(64)
                    .connectionTimeout(Duration.ofSeconds(5))
                    .connectionAcquisitionTimeout(Duration.ofSeconds(30))
                    // A store that has fallen silent is tried again, not waited for.
                    .socketTimeout(Duration.ofSeconds(30)))
            .overrideConfiguration(c -> c.retryStrategy(StoreRetries.strategy()));
    if (!settings.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    if (!settings.accessKey().isEmpty()) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())));
    }
    this.client = builder.build();
  }

  S3Client client() {
    return client;
  }

  /**
   * One request for what fits in one; beyond it parts, of which nothing is visible before the last
   * is there.
   */
  void upload(Path file, Location to) throws IOException {
    long bytes = Files.size(file);
    if (bytes <= 2 * PART_BYTES) {
      client.putObject(r -> r.bucket(to.bucket()).key(to.key()), RequestBody.fromFile(file));
      return;
    }
    String upload =
        client.createMultipartUpload(r -> r.bucket(to.bucket()).key(to.key())).uploadId();
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < bytes; from += PART_BYTES) {
        parts.add(
            part(file, from, Math.min(PART_BYTES, bytes - from), to, upload, parts.size() + 1));
      }
      client.completeMultipartUpload(
          r ->
              r.bucket(to.bucket())
                  .key(to.key())
                  .uploadId(upload)
                  .multipartUpload(m -> m.parts(parts)));
    } catch (RuntimeException e) {
      abort(to, upload, e);
      throw e;
    }
  }

  private CompletedPart part(
      Path file, long from, long length, Location to, String upload, int number) {
    // The body is opened anew for every attempt, so that a retry sends the part from its beginning.
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> {
              try {
                FileChannel channel = FileChannel.open(file);
                channel.position(from);
                return new PartStream(Channels.newInputStream(channel), length);
              } catch (IOException e) {
                throw SdkClientException.create("Cannot read " + file, e);
              }
            },
            length,
            "application/octet-stream");
    String tag =
        client
            .uploadPart(
                r ->
                    r.bucket(to.bucket())
                        .key(to.key())
                        .uploadId(upload)
                        .partNumber(number)
                        .contentLength(length),
                body)
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private void abort(Location to, String upload, RuntimeException cause) {
    try {
      client.abortMultipartUpload(r -> r.bucket(to.bucket()).key(to.key()).uploadId(upload));
    } catch (RuntimeException e) {
      // The store expires unfinished uploads by itself; what matters is why this one failed.
      cause.addSuppressed(e);
    }
  }

  void download(Location from, Path to) {
    client.getObject(r -> r.bucket(from.bucket()).key(from.key()), to);
  }

  @Override
  public void close() {
    client.close();
  }
}
