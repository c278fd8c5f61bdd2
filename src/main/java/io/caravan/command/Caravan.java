package io.caravan.command;

import io.caravan.record.ProjectException;
import io.caravan.record.WorldException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code caravan} command. */
@Command(
    name = "caravan",
    description = "Medallion data pipelines as Apache Camel routes.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      Demo.class,
      Run.class,
      Check.class,
      TestCommand.class,
      Query.class,
      ModelsCommand.class,
      QualityCommand.class,
      RunsCommand.class,
      Backfill.class,
      Dead.class,
      PositionCommand.class,
      Maintain.class,
      SettingsCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nStart here:%n",
    footer = {
      "  caravan demo                    the sample pipelines, with everything they need",
      "  caravan check                   are my routes, models and suites right?",
      "  caravan query \"select ...\"      look at any table, also while it runs",
      "",
      "Exit codes: 0 done; 1 done, and the answer is no (a test failed, a check found problems);",
      "            2 the project or the command line is wrong; 3 a database, the object store or the network is."
    })
public final class Caravan {
  static final int ANSWER_IS_NO = 1;
  static final int PROJECT_IS_WRONG = 2;
  static final int WORLD_IS_WRONG = 3;
  static final int CARAVAN_IS_WRONG = 70;

  @Mixin HelpOption help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Says which version this is.")
  boolean versionAsked;

  private Caravan() {}

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** What {@link #main} does, without ending the process: gives the exit code. */
  public static int execute(String... arguments) {
    CommandLine line = new CommandLine(new Caravan());
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          command.getErr().println(message(exception));
          return exitCode(exception);
        });
    line.setUsageHelpWidth(110);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line.execute(arguments.length == 0 ? new String[] {"help"} : arguments);
  }

  private static String message(Exception exception) {
    if (exception instanceof ProjectException || exception instanceof WorldException) {
      return exception.getMessage();
    }
    java.io.StringWriter trace = new java.io.StringWriter();
    exception.printStackTrace(new java.io.PrintWriter(trace));
    return "This is a fault of Caravan's own; please report it with these lines:\n" + trace;
  }

  private static int exitCode(Exception exception) {
    if (exception instanceof ProjectException) {
      return PROJECT_IS_WRONG;
    }
    return exception instanceof WorldException ? WORLD_IS_WRONG : CARAVAN_IS_WRONG;
  }
}
