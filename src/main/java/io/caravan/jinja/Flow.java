package io.caravan.jinja;

/** How the running of statements ended. */
enum Flow {
  NORMAL,
  BREAK,
  CONTINUE
}
