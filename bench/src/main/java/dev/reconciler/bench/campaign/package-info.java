/** The fault campaign: the daemon under load, broken at random by a seed, and judged by an oracle that shares nothing with it. */
@NullMarked
package dev.reconciler.bench.campaign;

import org.jspecify.annotations.NullMarked;
