/** A daemon with a fake pipeline that the test controls; everything else behind the API is real. */
@NullMarked
package dev.reconciler.app.testing;

import org.jspecify.annotations.NullMarked;
