/** Sends the daily report by schedule: into a folder, and to a webhook. */
@NullMarked
package dev.reconciler.app.digest;

import org.jspecify.annotations.NullMarked;
