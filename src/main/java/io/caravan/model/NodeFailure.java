package io.caravan.model;

/**
 * One node cannot be built or tested; the message says why and what to do. The rest of the run goes
 * on.
 */
class NodeFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  NodeFailure(String message) {
    super(message, null, false, false);
  }
}
