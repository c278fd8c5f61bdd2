import io.caravan.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A broker in a process of its own, until it is killed: {@code Broker FOLDER PORT}. */
final class Broker {
  private Broker() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println("up");
    Thread.currentThread().join();
  }
}
