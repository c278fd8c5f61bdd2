package io.caravan.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.caravan.enrich.Answers.Answer;
import io.caravan.record.RecordException;
import io.caravan.record.WorldException;
import io.caravan.stream.Cause;
import io.caravan.stream.JsonObject;
import io.caravan.stream.JsonObject.Raw;
import io.caravan.stream.StreamBatch;
import io.caravan.stream.StreamRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins batches with a reference: keys that are not known yet are asked for all at once, the others
 * cost a look into memory. Thread-safe.
 */
public final class Enrichment {
  private static final String STEP = "enrich-action";
  private final Reference reference;
  private final EnrichSettings settings;
  private final Clock clock;
  private final Answers answers;
  private final Cache<Object, Long> waiting;
  private volatile KeyKind kind;

  /**
   * What became of a batch.
   *
   * @param records that were looked up
   * @param read keys that had to be asked for
   * @param missed records without a row
   * @param oldest age of the oldest answer that was used: how stale the batch may be
   */
  public record Figures(long records, long read, long missed, Duration oldest) {}

  /**
   * @param clock for the field that gets the time
   * @param ticker for the age of what is remembered
   */
  public Enrichment(Reference reference, EnrichSettings settings, Clock clock, Ticker ticker) {
    this.reference = reference;
    this.settings = settings;
    this.clock = clock;
    this.answers = new Answers(settings.most(), settings.rows(), settings.none(), ticker);
    this.waiting =
        Caffeine.newBuilder()
            .maximumSize(settings.most())
            .ticker(ticker)
            .expireAfterWrite(settings.retryFor().multipliedBy(4).plusMinutes(10))
            .build();
  }

  public Enrichment(Reference reference, EnrichSettings settings, Clock clock) {
    this(reference, settings, clock, Ticker.systemTicker());
  }

  /** The row of a key has changed, or may have. */
  public void changed(Object value) {
    // Nothing has been read yet while nobody has asked what keys are like.
    Object key = kind == null ? null : kind.key(value);
    if (key != null) {
      answers.drop(key);
    }
  }

  /** Any row may have changed. */
  public void changed() {
    answers.dropAll();
  }

  public Reference reference() {
    return reference;
  }

  /**
   * Records of a batch with their keys; tombstones, which have nothing to add to, are not there.
   */
  private static final class Looked {
    private final List<StreamRecord> records;
    private final List<Object> keys;
    private final Answer[] found;

    Looked(int size) {
      records = new ArrayList<>(size);
      keys = new ArrayList<>(size);
      found = new Answer[size];
    }
  }

  /**
   * Enriches the living records, or none of them.
   *
   * @throws WorldException when the reference cannot be asked, or rows are waited for
   */
  public Figures process(StreamBatch batch) {
    if (reference.changed()) {
      answers.dropAll();
    }
    Looked looked = keys(batch);
    Set<Object> unknown = recall(looked);
    Map<Object, Answer> read = unknown.isEmpty() ? Map.of() : ask(unknown);
    long now = answers.now();
    long oldest = now;
    long missed = 0;
    Raw time = Raw.of(clock.instant().truncatedTo(ChronoUnit.MICROS).toString());
    for (int i = 0; i < looked.records.size(); i++) {
      Object key = looked.keys.get(i);
      Answer answer = looked.found[i] != null || key == null ? looked.found[i] : read.get(key);
      StreamRecord record = looked.records.get(i);
      Raw[] values = answer == null ? null : answer.values();
      if (answer != null) {
        oldest = Math.min(oldest, answer.at());
      }
      missed += values == null ? 1 : 0;
      if (values == null && settings.misses() != Misses.NULL) {
        batch.bury(record, new Cause(STEP, "lookup", missing(record)));
        continue;
      }
      JsonObject value = record.value();
      settings.shape().put(values == null ? settings.shape().none() : values, value);
      settings.enrichedAt().ifPresent(field -> value.set(field, time));
    }
    return new Figures(
        looked.records.size(), unknown.size(), missed, Duration.ofNanos(now - oldest));
  }

  private Looked keys(StreamBatch batch) {
    KeyKind keys = reference.keyKind();
    kind = keys;
    Looked looked = new Looked(batch.size());
    batch.each(
        STEP,
        "parse",
        record -> {
          if (record.payload() != null) {
            looked.keys.add(keys.key(record.value().at(settings.by())));
            looked.records.add(record);
          }
        });
    return looked;
  }

  /** Fills in what is known, and gives the keys that are not. */
  private Set<Object> recall(Looked looked) {
    Set<Object> unknown = new LinkedHashSet<>();
    for (int i = 0; i < looked.records.size(); i++) {
      Object key = looked.keys.get(i);
      if (key != null) {
        looked.found[i] = answers.find(key);
        if (looked.found[i] == null) {
          unknown.add(key);
        }
      }
    }
    return unknown;
  }

  private Map<Object, Answer> ask(Set<Object> keys) {
    try (Answers.Load load = answers.load()) {
      Map<Object, List<Object>> rows = reference.find(keys);
      Map<Object, Answer> read = new HashMap<>();
      List<Object> pending = new ArrayList<>();
      for (Object key : keys) {
        List<Object> row = rows.get(key);
        if (row == null && settings.misses() == Misses.RETRY && waits(key)) {
          pending.add(key);
        } else {
          read.put(key, load.keep(key, row == null ? null : settings.shape().encode(row)));
        }
      }
      if (!pending.isEmpty()) {
        throw new WorldException(
            "Waiting for %d rows of %s, for example with key %s."
                .formatted(pending.size(), reference.name(), pending.get(0)));
      }
      return read;
    }
  }

  /** Whether a key without a row may still get one. */
  private boolean waits(Object key) {
    long first = waiting.get(key, none -> answers.now());
    if (answers.now() - first < settings.retryFor().toNanos()) {
      return true;
    }
    waiting.invalidate(key);
    return false;
  }

  private String missing(StreamRecord record) {
    Object value;
    try {
      value = record.value().at(settings.by());
    } catch (RecordException e) {
      value = null;
    }
    return value == null
        ? "Cannot look up in %s: the record has no '%s'.".formatted(reference.name(), settings.by())
        : "Cannot find %s '%s' in %s.".formatted(settings.by(), value, reference.name());
  }
}
