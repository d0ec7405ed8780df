package dev.reconciler.audit;

/**
 * The state of a pipeline's chain in one snapshot.
 *
 * @param length number of entries, by the record of the chain's end
 * @param head hash of the last entry, by the record of the chain's end; empty for an empty chain
 * @param check the result of walking all entries
 */
public record ChainProof(long length, String head, ChainCheck check) {}
