package io.caravan;

import io.caravan.embedded.EmbeddedParts;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

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
    return new ObjectStore(
        endpoint.equals("aws") ? "" : endpoint,
        settings.get(Key.S3_REGION),
        settings.get(Key.S3_ACCESS_KEY),
        settings.get(Key.S3_SECRET_KEY),
        settings.get(Key.S3_PATH_STYLE),
        bucket,
        Map.of());
  }

  S3Client client() {
    var builder = S3Client.builder().region(Region.of(region)).forcePathStyle(pathStyle);
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
