package dev.reconciler.report;

import dev.reconciler.discrepancy.DiscrepancyState;

/**
 * The number of discrepancies that an actor put into a state.
 *
 * @param actor a person, or a part of the daemon
 */
public record ActorActivity(String actor, DiscrepancyState state, long count) {}
