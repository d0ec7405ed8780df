/**
 * Confirms differences where one window is no proof: a difference stays a candidate until two readings, a settle time apart, have found it
 * unchanged on both sides.
 */
@NullMarked
package dev.reconciler.verify.confirm;

import org.jspecify.annotations.NullMarked;
