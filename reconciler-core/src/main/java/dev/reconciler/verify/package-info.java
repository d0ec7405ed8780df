/** Proves agreement or difference inside a window. Can't write: it doesn't see endpoint.write. */
@NullMarked
package dev.reconciler.verify;

import org.jspecify.annotations.NullMarked;
