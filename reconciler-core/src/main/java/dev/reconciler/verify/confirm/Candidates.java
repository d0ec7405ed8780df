package dev.reconciler.verify.confirm;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** One pipeline's candidates, kept so that a restart drops none: one per table and subject. */
public interface Candidates {
    /** Those of the table with these subjects, by subject. */
    Map<String, Candidate> find(String table, Collection<String> subjects);

    /** Stores each, in place of what is there. */
    void save(Collection<Candidate> candidates);

    void drop(String table, Collection<String> subjects);

    /** Rows of the table that wait to be read again, in the order of their subjects, after that one (empty for the first). */
    List<Candidate> waiting(String table, String after, int limit);

    /** Drops groups of rules (rows never) that were last read before that. */
    void forgetGroups(Instant before);

    /** How many rows wait, by table and tenant, oldest first. */
    List<InFlight> inFlight();
}
