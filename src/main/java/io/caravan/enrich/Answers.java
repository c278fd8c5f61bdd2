package io.caravan.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.caravan.stream.JsonObject.Raw;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of keys, for a while and up to a number of them: what their rows put into records,
 * or that there is none. Thread-safe.
 */
final class Answers {
  private final Cache<Object, Answer> cache;
  private final Ticker clock;
  private final Set<Load> loads = ConcurrentHashMap.newKeySet();

  /**
   * One key's.
   *
   * @param values null when it has no row
   * @param at when it was read, by the clock
   */
  record Answer(Raw[] values, long at) {}

  /**
   * Keys that are being read. What is said to have changed after the reading began may have been
   * read as it was before: it is not kept.
   */
  final class Load implements AutoCloseable {
    private final Set<Object> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean all;
    private final long began = clock.read();

    /** Keeps an answer, and returns it. */
    Answer keep(Object key, Raw[] values) {
      Answer answer = new Answer(values, began);
      cache.put(key, answer);
      // Whoever drops the key tells the loads first: either it is told here, or dropped there.
      if (all || changed.contains(key)) {
        cache.invalidate(key);
      }
      return answer;
    }

    @Override
    public void close() {
      loads.remove(this);
    }
  }

  /**
   * @param rows how long a row is believed
   * @param misses how long it is believed that there is none
   */
  Answers(long most, Duration rows, Duration misses, Ticker clock) {
    this.clock = clock;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(most)
            .ticker(clock)
            .executor(Runnable::run)
            .expireAfter(
                Expiry.creating(
                    (Object key, Answer answer) -> answer.values == null ? misses : rows))
            .build();
  }

  /** Null when nothing is known of the key. */
  Answer find(Object key) {
    return cache.getIfPresent(key);
  }

  Load load() {
    Load load = new Load();
    loads.add(load);
    return load;
  }

  void drop(Object key) {
    loads.forEach(load -> load.changed.add(key));
    cache.invalidate(key);
  }

  void dropAll() {
    loads.forEach(load -> load.all = true);
    cache.invalidateAll();
  }

  long now() {
    return clock.read();
  }
}
