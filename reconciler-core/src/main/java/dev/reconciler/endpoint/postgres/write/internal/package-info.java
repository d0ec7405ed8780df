/** The record of the target's own stream, in the target's tables. */
@NullMarked
package dev.reconciler.endpoint.postgres.write.internal;

import org.jspecify.annotations.NullMarked;
