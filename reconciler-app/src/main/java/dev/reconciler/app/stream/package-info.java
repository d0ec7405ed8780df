/** What runs beside the stream: verifies its changes, and reports tables that the stream does not carry whole. */
@NullMarked
package dev.reconciler.app.stream;

import org.jspecify.annotations.NullMarked;
