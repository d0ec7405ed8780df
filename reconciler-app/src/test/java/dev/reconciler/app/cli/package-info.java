/** Tests of what scripts rely on: exit codes, and what goes to which stream. */
@NullMarked
package dev.reconciler.app.cli;

import org.jspecify.annotations.NullMarked;
