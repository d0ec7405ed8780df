/** Schedules, by a clock that the test drives. */
@NullMarked
package dev.reconciler.app.schedule;

import org.jspecify.annotations.NullMarked;
