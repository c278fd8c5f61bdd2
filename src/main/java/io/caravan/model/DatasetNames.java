package io.caravan.model;

import io.caravan.jinja.value.Fault;
import io.caravan.record.DatasetName;

/**
 * Dataset names that a template makes: a wrong one is the template's fault, with the template's
 * place.
 */
final class DatasetNames {
  private DatasetNames() {}

  static DatasetName of(String namespace, String table) {
    try {
      return new DatasetName(namespace, table);
    } catch (IllegalArgumentException noName) {
      throw new Fault(
          Fault.Kind.VALUE, noName.getMessage(), "Name it with letters, digits and '_'.");
    }
  }
}
