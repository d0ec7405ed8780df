package dev.reconciler.correction;

import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The corrections of a pipeline, as the target itself records them; for reading. */
public interface Journal {
    /**
     * Corrections, newest first.
     *
     * @param table restricts the corrections to this table; empty: all tables
     */
    Page<Correction> list(String table, PageRequest page);

    Optional<Correction> find(String id);

    /** The latest correction of each of the discrepancies that has one. */
    Map<String, Correction> latest(Collection<String> discrepancies);
}
