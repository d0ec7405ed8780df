package dev.reconciler.verify.confirm;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The durable candidates of one pipeline: one per table and subject. */
public interface Candidates {
    /** The table's candidates with these subjects, by subject. */
    Map<String, Candidate> find(String table, Collection<String> subjects);

    /** Stores each candidate, replacing its former state. */
    void save(Collection<Candidate> candidates);

    void drop(String table, Collection<String> subjects);

    /**
     * Rows of the table with a pending second reading, in the order of their subjects, after {@code after} (empty for the first).
     */
    List<Candidate> waiting(String table, String after, int limit);

    /** Deletes groups of rules (never rows) that were last read before that time. */
    void forgetGroups(Instant before);

    /** The numbers of pending rows by table and tenant, oldest first. */
    List<InFlight> inFlight();
}
