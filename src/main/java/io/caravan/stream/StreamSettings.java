package io.caravan.stream;

import java.time.Duration;
import java.util.Map;

/**
 * How a route reads.
 *
 * @param route id of the user's route
 * @param group its consumer group
 * @param client settings of Kafka's clients: where the brokers are, how to sign in
 * @param instance name of this process, the same after a restart
 * @param fromLatest whether a topic that was never read is read from its end
 * @param batch how large batches become
 * @param deadShare greatest share of records that may die
 * @param longestPause between two attempts while the world is wrong
 * @param decoder how payloads are read
 */
public record StreamSettings(
    String route,
    String group,
    Map<String, String> client,
    String instance,
    boolean fromLatest,
    BatchSize batch,
    double deadShare,
    Duration longestPause,
    StreamRecord.Decoder decoder) {
  /**
   * A batch is complete when any of these is reached.
   *
   * @param records how many
   * @param bytes of keys and payloads together
   * @param patience from its first record
   */
  public record BatchSize(int records, long bytes, Duration patience) {}
}
