/** Checks of mapped columns, which need no server. */
@NullMarked
package dev.reconciler.app.check;

import org.jspecify.annotations.NullMarked;
