/** Tests that the campaign's short form passes, and that its parts do what they say. */
@NullMarked
package dev.reconciler.bench.campaign;

import org.jspecify.annotations.NullMarked;
