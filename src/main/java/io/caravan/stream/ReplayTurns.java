package io.caravan.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** When a reader takes records that died and are sent again, and how many. */
final class ReplayTurns {
  private static final Duration ASKED_EVERY = Duration.ofSeconds(1);
  private final StreamSettings settings;
  private final Replays replays;
  private final Positions positions;
  private long asked;
  private long pause;

  ReplayTurns(StreamSettings settings, Replays replays, Positions positions) {
    this.settings = settings;
    this.replays = replays;
    this.positions = positions;
  }

  /** Records that died and are sent again go before new ones, not faster than was asked for. */
  List<Replays.Replay> due(Collection<TopicPartition> partitions) {
    long now = System.nanoTime();
    if (asked != 0 && now - asked < pause) {
      return List.of();
    }
    asked = now;
    pause = ASKED_EVERY.toNanos();
    for (TopicPartition partition : partitions) {
      PartitionPosition position = positions.of(partition);
      List<Replays.Replay> due =
          position == null
              ? List.of()
              : replays.next(
                  settings.route(), partition, position.replayed(), settings.batch().records());
      if (!due.isEmpty()) {
        int rate = due.get(0).rate();
        List<Replays.Replay> allowed = rate == 0 ? due : due.subList(0, Math.min(rate, due.size()));
        pause = rate == 0 ? 0 : allowed.size() * 1_000_000_000L / rate;
        return allowed;
      }
    }
    return List.of();
  }
}
