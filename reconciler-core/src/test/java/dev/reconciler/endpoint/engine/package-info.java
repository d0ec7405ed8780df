/** The behaviour of every engine. */
@NullMarked
package dev.reconciler.endpoint.engine;

import org.jspecify.annotations.NullMarked;
