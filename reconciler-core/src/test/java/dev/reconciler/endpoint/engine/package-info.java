/** What holds for every engine. */
@NullMarked
package dev.reconciler.endpoint.engine;

import org.jspecify.annotations.NullMarked;
