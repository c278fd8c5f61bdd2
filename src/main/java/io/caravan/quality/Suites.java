package io.caravan.quality;

import io.caravan.engine.SqlEngine;
import io.caravan.engine.SqlSession;
import io.caravan.lake.Lake;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import io.caravan.record.WorldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The suites of a project, one file each, called by the file's name without {@code .json}. A
 * changed file is read again when it is next asked for; when the change is wrong, the last right
 * version goes on and the mistakes are in {@link #problems()} and the log. Thread-safe.
 */
public final class Suites {
  private static final Logger LOG = LoggerFactory.getLogger(Suites.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}");
  private static final String END = ".json";

  /** Where files of rows are bound. */
  static final String FILES = "file";

  private final Path folder;
  private final Clock clock;
  private final Recorder recorder;
  private final Map<String, Read> read = new ConcurrentHashMap<>();

  /** Keeps what suites found: the history of verdicts. */
  @FunctionalInterface
  public interface Recorder {
    void record(ValidationResult result);

    /** Keeps nothing. */
    static Recorder none() {
      return result -> {};
    }
  }

  private record Read(String text, Suite suite) {}

  /**
   * @param folder the suites' folder, {@code expectations}; may not be there yet
   */
  public Suites(Path folder, Clock clock, Recorder recorder) {
    this.folder = folder;
    this.clock = clock;
    this.recorder = recorder;
  }

  /** Names of all suites, sorted. */
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(END) && !f.startsWith("."))
          .map(f -> f.substring(0, f.length() - END.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new WorldException("Cannot list the suites in " + folder + ".", e);
    }
  }

  /**
   * The suite as its file has it now, or as it last was when the file is wrong now.
   *
   * @throws ProjectException when there is no such suite, or it never was right
   */
  public Suite load(String name) {
    String text = text(name);
    Read last = read.get(name);
    // What is measured from now is another suite at every moment.
    if (last != null && last.text().equals(text) && !text.contains("now()")) {
      return last.suite();
    }
    try {
      Suite suite = parse(name, text);
      read.put(name, new Read(text, suite));
      return suite;
    } catch (ProjectException e) {
      if (last == null) {
        throw e;
      }
      LOG.error(
          "Cannot read suite {} as it is now; its last right version goes on.\n{}",
          name,
          e.getMessage());
      return last.suite();
    }
  }

  /**
   * The suite as its file has it now, with values for what it leaves open.
   *
   * @throws ProjectException when there is no such suite, or it is wrong
   */
  public Suite load(String name, Map<String, Object> parameters) {
    return parse(name, text(name), parameters);
  }

  /** Every mistake in every suite as the files are now; empty when all is right. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (String name : names()) {
      try {
        parse(name, text(name));
      } catch (ProjectException e) {
        problems.addAll(e.problems());
      }
    }
    return problems;
  }

  /**
   * Runs a suite on a dataset of the lake as it is now, and records what it found.
   *
   * @throws ProjectException when there is no such suite or dataset
   */
  public ValidationResult run(String name, DatasetName dataset, Lake lake, SqlEngine engine) {
    Suite suite = load(name);
    try (SqlSession session = engine.session()) {
      return recorded(suite, dataset, Bindings.bind(session, lake, suite, dataset), session);
    }
  }

  /**
   * Runs a suite on a dataset that is bound, a version that is not published yet for example, and
   * records what it found.
   *
   * @param snapshot the dataset's, for the record
   * @param session in which the dataset is bound
   */
  public ValidationResult run(
      String name, DatasetName dataset, OptionalLong snapshot, SqlSession session) {
    return recorded(load(name), dataset, snapshot, session);
  }

  private ValidationResult recorded(
      Suite suite, DatasetName dataset, OptionalLong snapshot, SqlSession session) {
    Instant at = clock.instant();
    ValidationResult result =
        new ValidationResult(
            suite,
            dataset,
            snapshot,
            at,
            new SuiteRun(suite, dataset, session, ResultFormat.SUMMARY, false).run());
    recorder.record(result);
    return result;
  }

  /**
   * Runs a suite that may be of no project on a dataset of the lake as it is now; nothing is
   * recorded.
   *
   * @param format decides how many examples are fetched
   * @throws ProjectException when there is no such dataset
   */
  public static ValidationResult run(
      Suite suite,
      DatasetName dataset,
      Lake lake,
      SqlEngine engine,
      ResultFormat format,
      Instant at) {
    try (SqlSession session = engine.session()) {
      OptionalLong snapshot = Bindings.bind(session, lake, suite, dataset);
      return new ValidationResult(
          suite, dataset, snapshot, at, new SuiteRun(suite, dataset, session, format, false).run());
    }
  }

  /**
   * Runs a suite that needs no project, on whatever is bound; nothing is recorded.
   *
   * @param format decides how many examples are fetched
   */
  public static ValidationResult run(
      Suite suite, DatasetName dataset, SqlSession session, ResultFormat format, Instant at) {
    return new ValidationResult(
        suite,
        dataset,
        OptionalLong.empty(),
        at,
        new SuiteRun(suite, dataset, session, format, false).run());
  }

  /**
   * Runs a suite on a file of rows: Parquet, CSV or JSON. Nothing is recorded.
   *
   * @throws ProjectException when there is no such file, or its ending says nothing
   */
  public static ValidationResult run(
      Suite suite, Path data, SqlEngine engine, ResultFormat format, Instant at) {
    String stem =
        data.getFileName().toString().replaceAll("\\..*$", "").replaceAll("[^A-Za-z0-9_]", "_");
    DatasetName name = new DatasetName(FILES, stem.matches("[A-Za-z_].*") ? stem : "_" + stem);
    try (SqlSession session = engine.session()) {
      session.bindFile(name, data);
      return new ValidationResult(
          suite,
          name,
          OptionalLong.empty(),
          at,
          new SuiteRun(suite, name, session, format, true).run());
    }
  }

  private Suite parse(String name, String text) {
    return parse(name, text, Map.of());
  }

  private Suite parse(String name, String text, Map<String, Object> parameters) {
    Suite suite = Suite.read(place(name).file(), text, parameters);
    if (!suite.name().equals(name)) {
      throw new ProjectException(
          suite.place(),
          "Cannot read suite: it is called '%s' and its file '%s'."
              .formatted(suite.name(), name + END),
          "Give both the same name, so that routes, runs and files say the same.");
    }
    return suite;
  }

  private Place place(String name) {
    return Place.file(folder.getFileName() + "/" + name + END);
  }

  private String text(String name) {
    // A name comes from a route or the command line: it must not lead out of the folder.
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw new ProjectException(
          Place.file(folder.getFileName() + "/"),
          "Cannot use '" + name + "' as a suite name.",
          "Use letters, digits, '_', '-' and '.'.");
    }
    try {
      return Files.readString(folder.resolve(name + END), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ProjectException(
          place(name),
          "Cannot find suite '" + name + "'.",
          Spelling.didYouMean(
              name,
              names(),
              names().isEmpty()
                  ? "Write it there."
                  : "There are " + String.join(", ", names()) + "."));
    } catch (IOException e) {
      throw new WorldException("Cannot read " + folder.resolve(name + END) + ".", e);
    }
  }
}
