/** The fault campaign: the daemon under load and random faults from a seed, checked by an oracle that shares no logic with it. */
@NullMarked
package dev.reconciler.bench.campaign;

import org.jspecify.annotations.NullMarked;
