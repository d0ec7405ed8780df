@NullMarked
package dev.reconciler.endpoint.postgres.engine.internal;

import org.jspecify.annotations.NullMarked;
