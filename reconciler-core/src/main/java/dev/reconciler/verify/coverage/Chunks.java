package dev.reconciler.verify.coverage;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The recorded chunks of a pipeline. A table's chunks are disjoint and together hold all its keys, at any time and for every
 * reader. They apply to the table's present mapping: if its key, columns or tenants were mapped differently when they were
 * verified, it has no chunks.
 */
public interface Chunks {
    /** The table's chunks in key order; empty if no chunk is recorded. */
    List<Chunk> of(MappedTable table);

    /** Adds verified ranges to the table's map in one transaction; see {@link ChunkMap#overlay}. */
    void verified(MappedTable table, List<Chunk> ranges);

    /**
     * Marks chunks as touched by the transaction of that sequence; an existing later mark is kept.
     *
     * @return false if one of them no longer exists: then no mark is guaranteed, so look up the chunks and mark again
     */
    boolean mark(Collection<Long> ids, long sequence);

    /**
     * The table's chunks; if it has none, it gets a single chunk of all keys, never verified and marked with the sequence: so a
     * later record of a verification at an earlier fence is dirty, in any interleaving.
     */
    List<Chunk> begin(MappedTable table, long sequence);

    /** Deletes the table's chunks, so that it counts as unverified: for changes that the ledger does not record. */
    void forget(MappedTable table);

    /** By table id; a table without chunks is not in the map. */
    Map<String, ChunkSummary> summaries(Collection<MappedTable> tables);
}
