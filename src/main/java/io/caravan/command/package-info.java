/**
 * The {@code caravan} command line: one class a command, each prints for people or, with {@code
 * --json}, for programs.
 */
package io.caravan.command;
