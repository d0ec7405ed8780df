/**
 * Where one window is no proof: a difference is a candidate until two readings, a settle time apart, found it unchanged on both sides.
 */
@NullMarked
package dev.reconciler.verify.confirm;

import org.jspecify.annotations.NullMarked;
