import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An object store in a process of its own, until it is killed: {@code Store FOLDER PORT BUCKET KEY SECRET}. */
final class Store {
  private Store() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    Files.createDirectories(folder.resolve(arguments[2]));
    Properties settings = new Properties();
    settings.setProperty("jclouds.filesystem.basedir", folder.toString());
    S3Proxy.builder()
        .endpoint(URI.create("http://127.0.0.1:" + arguments[1]))
        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, arguments[3], arguments[4])
        .blobStore(BlobStores.create("filesystem-nio2", settings))
        .ignoreUnknownHeaders(true)
        .build()
        .start();
    System.out.println("up");
    Thread.currentThread().join();
  }
}
