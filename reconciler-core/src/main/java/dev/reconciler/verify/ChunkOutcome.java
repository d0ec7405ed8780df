package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.RowsWithoutKey;
import dev.reconciler.row.KeyRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The proven result of verifying one chunk.
 *
 * @param rows numbers of rows at the window's position
 * @param findings every difference in the chunk once, except unlisted rows
 * @param unlisted further differing rows, which are only counted
 * @param withoutKey rows of the target that have no key, and therefore no verdict; only the first chunk of a table has any
 */
public record ChunkOutcome(
        String table,
        KeyRange range,
        RowFigures rows,
        List<Finding> findings,
        UnlistedRows unlisted,
        RowsWithoutKey withoutKey) {
    public ChunkOutcome {
        findings = List.copyOf(findings);
    }

    /** Creates an outcome that names every difference. */
    public ChunkOutcome(String table, KeyRange range, RowFigures rows, List<Finding> findings) {
        this(table, range, rows, findings, UnlistedRows.NONE);
    }

    /** Creates an outcome of rows that all have a key. */
    public ChunkOutcome(String table, KeyRange range, RowFigures rows, List<Finding> findings, UnlistedRows unlisted) {
        this(table, range, rows, findings, unlisted, RowsWithoutKey.NONE);
    }

    /** The same chunk with these rows, besides all that have a key. */
    public ChunkOutcome with(RowsWithoutKey others) {
        return new ChunkOutcome(table, range, rows, findings, unlisted, others);
    }

    /** The same chunk with other findings about the same rows. */
    public ChunkOutcome with(List<? extends Finding> others) {
        return with(others, unlisted);
    }

    /** The same chunk with other findings and unlisted rows. */
    public ChunkOutcome with(List<? extends Finding> others, UnlistedRows counted) {
        return new ChunkOutcome(table, range, rows, List.copyOf(others), counted, withoutKey);
    }

    /** The same chunk with some of its findings; the rows of removed findings count on neither side. */
    public ChunkOutcome only(List<? extends Finding> kept) {
        List<Finding> left = new ArrayList<>(findings);
        left.removeAll(new HashSet<>(kept));
        RowFigures figures = rows;
        for (Finding finding : left) {
            figures = finding instanceof Finding.OfRow row ? figures.without(row) : figures;
        }
        return new ChunkOutcome(table, range, figures, List.copyOf(kept), unlisted, withoutKey);
    }

    public Verdict verdict() {
        if (!findings.isEmpty() || !unlisted.isEmpty()) {
            return Verdict.DIVERGED;
        }
        return withoutKey.count() > 0 ? Verdict.UNVERIFIABLE : Verdict.AGREED;
    }
}
