/** Samples of rows, uniform and with further rows of small tenants, compared whole, with bounds for the number of differing rows. */
@NullMarked
package dev.reconciler.verify.sample;

import org.jspecify.annotations.NullMarked;
