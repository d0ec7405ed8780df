package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
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
 */
public record ChunkOutcome(
        String table, KeyRange range, RowFigures rows, List<Finding> findings, UnlistedRows unlisted) {
    public ChunkOutcome {
        findings = List.copyOf(findings);
    }

    /** Creates an outcome that names every difference. */
    public ChunkOutcome(String table, KeyRange range, RowFigures rows, List<Finding> findings) {
        this(table, range, rows, findings, UnlistedRows.NONE);
    }

    /** The same chunk with other findings about the same rows. */
    public ChunkOutcome with(List<? extends Finding> others) {
        return with(others, unlisted);
    }

    /** The same chunk with other findings and unlisted rows. */
    public ChunkOutcome with(List<? extends Finding> others, UnlistedRows counted) {
        return new ChunkOutcome(table, range, rows, List.copyOf(others), counted);
    }

    /** The same chunk with some of its findings; the rows of removed findings count on neither side. */
    public ChunkOutcome only(List<? extends Finding> kept) {
        List<Finding> left = new ArrayList<>(findings);
        left.removeAll(new HashSet<>(kept));
        RowFigures figures = rows;
        for (Finding finding : left) {
            figures = finding instanceof Finding.OfRow row ? figures.without(row) : figures;
        }
        return new ChunkOutcome(table, range, figures, List.copyOf(kept), unlisted);
    }

    public Verdict verdict() {
        return findings.isEmpty() && unlisted.isEmpty() ? Verdict.AGREED : Verdict.DIVERGED;
    }
}
