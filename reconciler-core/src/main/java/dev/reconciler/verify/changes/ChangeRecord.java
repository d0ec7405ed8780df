package dev.reconciler.verify.changes;

import dev.reconciler.mapping.MappedTable;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The record of the rows that the stream changed. A table's record is complete from a time on: every key that the stream changed
 * in a transaction that the source committed since then is in it, once the ledger's reader has passed the transaction. It holds
 * keys of the table's present mapping only.
 */
public interface ChangeRecord {
    /** No table has a record. */
    ChangeRecord NONE = new Unrecorded();

    /**
     * Begins the record of each table that has none, or one under another mapping, from which its keys and rows may differ.
     *
     * @param now the record is complete from this time on
     */
    void begin(Collection<MappedTable> tables, Instant now);

    /** The table's record is complete only from this time on: changes before it may be missing. */
    void restart(MappedTable table, Instant now);

    /** The table's record is not complete, until it is restarted: changes may be missing from now on. */
    void stop(MappedTable table);

    /** By mapping id, the time from which the record is complete; a table without a record is absent. */
    Map<String, Instant> completeSince(Collection<MappedTable> tables);

    /** A time before which no transaction was committed whose changes are not recorded yet; empty if there is no record. */
    Optional<Instant> unrecordedSince();

    /**
     * Adds rows, durable on return.
     *
     * @param batch for {@link #replace}; belongs to one span
     */
    void add(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows);

    /** Replaces the parts of a batch by one for each table, which holds the same rows. */
    void replace(String batch, CommitSpan span, Map<MappedTable, ChangedRows> rows);

    /** Delivers the table's parts with a commit in a span: from {@code since}, inclusive, to {@code until}, exclusive. */
    void read(MappedTable table, Instant since, Instant until, BiConsumer<CommitSpan, ChangedRows> each);

    /**
     * Removes parts that are older, and the oldest ones beyond a number of keys. The records are complete from then on.
     *
     * @param most keys and ranges of all tables
     */
    void prune(Instant oldest, long most);
}
