/** Runs jobs by schedule: persistent, one at a time per job, across restarts and processes. */
@NullMarked
package dev.reconciler.app.schedule;

import org.jspecify.annotations.NullMarked;
