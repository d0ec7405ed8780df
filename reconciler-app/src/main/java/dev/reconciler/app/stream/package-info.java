/** The steps that accompany the stream: they verify its changes, and report tables that the stream does not carry completely. */
@NullMarked
package dev.reconciler.app.stream;

import org.jspecify.annotations.NullMarked;
