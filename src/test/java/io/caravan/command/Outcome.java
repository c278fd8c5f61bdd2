package io.caravan.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * How a command ended that ran in this process.
 *
 * @param code exit code
 * @param out what it said on standard output
 * @param err what it said on standard error, its log included
 */
record Outcome(int code, String out, String err) {
  static Outcome of(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = Caravan.execute(arguments);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Outcome(
        code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
  }
}
