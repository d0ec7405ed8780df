@NullMarked
package dev.reconciler.endpoint.postgres.write.internal;

import org.jspecify.annotations.NullMarked;
