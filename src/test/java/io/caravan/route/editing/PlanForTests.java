package io.caravan.route.editing;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A bean of a Kamelet that validates in a setter. */
public final class PlanForTests implements Processor {
  public void setSchedule(String schedule) {
    if (schedule.split(" ").length != 5) {
      throw new ProjectException(
          Place.file("schedule"),
          "Cannot read schedule: '" + schedule + "' has not five fields.",
          "Write minute, hour, day, month and weekday, for example '0 2 * * *'.");
    }
  }

  @Override
  public void process(Exchange exchange) {}
}
