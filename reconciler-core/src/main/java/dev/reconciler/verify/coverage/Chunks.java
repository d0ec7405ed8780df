package dev.reconciler.verify.coverage;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A pipeline's chunks on record. A table's chunks are disjoint and together hold all its keys, at any time and whoever reads
 * them. They are about the table as it is mapped now: if its key, columns or tenants are mapped otherwise than when they were
 * verified, it has none.
 */
public interface Chunks {
    /** The table's chunks in key order; empty if nothing of it is on record. */
    List<Chunk> of(MappedTable table);

    /** Puts verified ranges into the table's map, all or none; see {@link ChunkMap#overlay}. */
    void verified(MappedTable table, List<Chunk> ranges);

    /**
     * Marks chunks as touched by the transaction of that sequence, or a later one before.
     *
     * @return false if one of them is no longer there: nothing is promised then, find the chunks anew and mark again
     */
    boolean mark(Collection<Long> ids, long sequence);

    /**
     * The table's chunks; if it has none, it gets a single one of all keys, never verified and marked with the sequence: what is
     * verified later at an earlier fence is dirty then, however close the two come.
     */
    List<Chunk> begin(MappedTable table, long sequence);

    /** Forgets the table's chunks, so that it is wholly unverified: after changes of which the ledger knows nothing. */
    void forget(MappedTable table);

    /** By table id; a table without chunks is not in the map. */
    Map<String, ChunkSummary> summaries(Collection<MappedTable> tables);
}
