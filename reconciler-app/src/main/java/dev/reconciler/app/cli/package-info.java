/** The command line: commands, their options, their exit codes, and results as tables or JSON. */
@NullMarked
package dev.reconciler.app.cli;

import org.jspecify.annotations.NullMarked;
