package io.caravan.jinja.value;

/** What is left of the limits of one rendering. Belongs to one thread. */
public final class Budget {
  private static final int TICKS_PER_CLOCK_READING = 256;

  private final Limits limits;
  private long deadline;
  private long outsideSince;
  private boolean outside;
  private long cells;
  private int depth;
  private int ticks;

  public Budget(Limits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  public Limits limits() {
    return limits;
  }

  /** Called for each small step of work. */
  public void tick() {
    if (++ticks >= TICKS_PER_CLOCK_READING) {
      ticks = 0;
      if (System.nanoTime() - deadline > 0) {
        throw over(
            "the rendering took longer than " + limits.time().toMillis() + " ms",
            "Look for an endless loop, or raise the time limit.");
      }
    }
  }

  /** Accounts for a string about to be made. */
  public void text(long length) {
    if (length > limits.text()) {
      throw over(
          "a value of " + length + " characters or elements is larger than " + limits.text(),
          "Make it smaller, or raise the limit.");
    }
    cells(length);
  }

  /** Accounts for characters or list slots about to be made. */
  public void cells(long count) {
    cells += count;
    if (cells > limits.cells()) {
      throw over(
          "the rendering used more memory than " + limits.cells() + " characters",
          "Look for a value that grows in a loop.");
    }
    if (count > TICKS_PER_CLOCK_READING) {
      ticks = TICKS_PER_CLOCK_READING;
    }
    tick();
  }

  /** Goes one call deeper. */
  public void enter() {
    if (++depth > limits.depth()) {
      depth--;
      throw over(
          "calls are nested deeper than " + limits.depth(),
          "Look for a macro or include that calls itself without an end.");
    }
  }

  public void leave() {
    depth--;
  }

  /** The host works now: its time is not the template's. */
  public void leaveToHost() {
    outside = true;
    outsideSince = System.nanoTime();
  }

  /** The template works again; says whether the host was at work. */
  public boolean backFromHost() {
    boolean was = outside;
    if (was) {
      deadline += System.nanoTime() - outsideSince;
      outside = false;
    }
    return was;
  }

  private static Fault over(String what, String remedy) {
    return new Fault(Fault.Kind.LIMIT, what, remedy);
  }
}
