package io.caravan.runs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process that claims runs.
 *
 * @param name what people call it
 * @param host name of the machine or pod
 * @param pid its process id there
 * @param started when that process began, in milliseconds: tells it from a later process with the
 *     same id
 */
public record Instance(String name, String host, long pid, long started) {
  private static final Pattern SPELLING = Pattern.compile("(.*) on (\\S+)/([0-9]+)@([0-9]+)");

  /** The process that asks, under the given name. */
  public static Instance named(String name) {
    ProcessHandle self = ProcessHandle.current();
    return new Instance(name, hostName(), self.pid(), startedMillis(self));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // A machine that cannot name itself: only its own leftovers are told from
      // others' by process id.
    }
  }

  private static long startedMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /**
   * True when the claimer was a process of this machine that no longer runs, so that its runs can
   * be resumed without waiting for their leases.
   */
  boolean knowsToBeGone(String claimedBy) {
    Matcher claimer = SPELLING.matcher(claimedBy);
    if (!claimer.matches() || !claimer.group(2).equals(host) || claimedBy.equals(toString())) {
      return false;
    }
    long startedThen = Long.parseLong(claimer.group(4));
    return ProcessHandle.of(Long.parseLong(claimer.group(3)))
        .map(p -> startedMillis(p) != startedThen)
        .orElse(true);
  }

  @Override
  public String toString() {
    return name + " on " + host + "/" + pid + "@" + started;
  }
}
