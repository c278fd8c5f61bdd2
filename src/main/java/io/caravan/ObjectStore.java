package io.caravan;

import io.caravan.embedded.EmbeddedParts;
import io.caravan.lake.StoreRetries;
import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * The object store that the settings name.
 *
 * @param endpoint address; empty for Amazon's own
 * @param folders buckets that are folders of this disk
 */
record ObjectStore(
    String endpoint,
    String region,
    String accessKey,
    String secretKey,
    boolean pathStyle,
    String bucket,
    Map<String, Path> folders) {
  static ObjectStore of(Settings settings, EmbeddedParts parts) {
    String bucket = URI.create(settings.get(Key.WAREHOUSE)).getHost();
    String endpoint = settings.get(Key.S3_ENDPOINT);
    if (endpoint.equals(Key.EMBEDDED)) {
      EmbeddedParts.ObjectStore store = parts.objectStore(bucket);
      return new ObjectStore(
          store.endpoint().toString(),
          "us-east-1",
          store.accessKey(),
          store.secretKey(),
          true,
          bucket,
          Map.of(bucket, store.bucketFolder()));
    }
    boolean half =
        settings.get(Key.S3_ACCESS_KEY).isEmpty() != settings.get(Key.S3_SECRET_KEY).isEmpty();
    if (half) {
      throw new ProjectException(
          settings.place(Key.S3_ENDPOINT.name()),
          "Cannot sign for the object store: only one of caravan.s3.access-key and caravan.s3.secret-key is set.",
          "Set the other too (or the variable CARAVAN_S3_SECRET_KEY), or none: then the environment's own credentials count.");
    }
    return new ObjectStore(
        endpoint.equals("aws") ? "" : endpoint,
        settings.get(Key.S3_REGION),
        settings.get(Key.S3_ACCESS_KEY),
        settings.get(Key.S3_SECRET_KEY),
        settings.get(Key.S3_PATH_STYLE),
        bucket,
        Map.of());
  }

  /** Asks for the bucket: a wrong address is told before the first row is read. */
  void reach(Settings settings) {
    if (!folders.isEmpty()) {
      return; // A folder of this disk.
    }
    try (S3Client client = client()) {
      client.headBucket(request -> request.bucket(bucket));
    } catch (NoSuchBucketException e) {
      throw new ProjectException(
          settings.place(Key.WAREHOUSE.name()),
          "Cannot find the bucket '%s' in the object store%s.".formatted(bucket, at()),
          "Make it, or correct " + Key.WAREHOUSE.name() + ".");
    } catch (AwsServiceException answered) {
      return; // Who may not look at a bucket may still be allowed to fill it.
    } catch (SdkClientException e) {
      throw new WorldException(
          "%s: Cannot reach the object store%s: %s%n  Start it, or correct %s."
              .formatted(
                  settings.place(Key.S3_ENDPOINT.name()), at(), reason(e), Key.S3_ENDPOINT.name()),
          e);
    }
  }

  /**
   * Asks whether it answers.
   *
   * @throws WorldException when it does not
   */
  void probe(S3Client client) {
    try {
      client.headBucket(request -> request.bucket(bucket));
    } catch (AwsServiceException answered) {
      if (answered.statusCode() >= 500) {
        throw new WorldException(
            "The object store%s answers %d.".formatted(at(), answered.statusCode()), answered);
      }
    } catch (SdkClientException e) {
      throw new WorldException("Cannot reach the object store%s: %s".formatted(at(), reason(e)), e);
    }
  }

  private static String reason(SdkClientException e) {
    return Hidden.secrets(e.getMessage().lines().findFirst().orElse(""))
        .replaceAll("^Unable to execute HTTP request: | \\(SDK Attempt Count: \\d+\\)$", "")
        .concat(".");
  }

  private String at() {
    return endpoint.isEmpty() ? "" : " at '" + Hidden.secrets(endpoint) + "'";
  }

  S3Client client() {
    var builder =
        S3Client.builder()
            .region(Region.of(region))
            .forcePathStyle(pathStyle)
            .overrideConfiguration(c -> c.retryStrategy(StoreRetries.strategy()));
    if (!endpoint.isEmpty()) {
      builder.endpointOverride(URI.create(endpoint));
    }
    builder.credentialsProvider(
        accessKey.isEmpty()
            ? DefaultCredentialsProvider.builder().build()
            : StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    return builder.build();
  }

  @Override
  public String toString() {
    return "ObjectStore[endpoint=" + endpoint + ", bucket=" + bucket + "]";
  }
}
