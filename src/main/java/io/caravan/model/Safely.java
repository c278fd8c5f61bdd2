package io.caravan.model;

import io.caravan.jinja.JinjaException;
import io.caravan.record.ProjectException;

/**
 * Runs a step of reading a project; what is wrong there becomes a complaint, and reading goes on
 * with the next file.
 */
final class Safely {
  private Safely() {}

  static void run(Complaints complaints, Runnable step) {
    try {
      step.run();
    } catch (ProjectException wrong) {
      complaints.wrong(wrong);
    } catch (JinjaException wrong) {
      complaints.wrong(wrong.problem().place(), wrong.problem().what(), wrong.problem().remedy());
    }
  }
}
