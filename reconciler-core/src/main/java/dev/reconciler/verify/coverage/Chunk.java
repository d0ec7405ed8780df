package dev.reconciler.verify.coverage;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One chunk of a table as it stands: never verified, dirty (the stream changed it after it was verified), or clean. Its verdict
 * is about every tenant of the pipeline.
 *
 * @param id of the stored chunk; 0 if it is not stored as it is here
 * @param verified the fence at which both sides were compared; null if they never were
 * @param rows of the source when it was verified; for a part of a chunk that was cut since, at most so many
 * @param findings differences by tenant when it was verified; none with 0
 * @param dirtySequence the highest ledger sequence known to have touched it; 0 if none is. {@link #AGAIN} if it is to be read again
 *     whatever is known
 */
public record Chunk(
        long id,
        KeyRange range,
        @Nullable VerifiedThrough verified,
        long rows,
        Map<TenantId, Long> findings,
        long dirtySequence) {
    public static final long AGAIN = -1;

    public Chunk {
        findings = Map.copyOf(findings);
    }

    /** A chunk as a window proved it. */
    public static Chunk verified(KeyRange range, VerifiedThrough through, long rows, Map<TenantId, Long> findings) {
        return new Chunk(0, range, through, rows, findings, 0);
    }

    public static Chunk never(KeyRange range, long dirtySequence) {
        return new Chunk(0, range, null, 0, Map.of(), dirtySequence);
    }

    public boolean isNever() {
        return verified == null;
    }

    /** A mark at or before the fence was seen by the verification; one after it was not. */
    public boolean isDirty() {
        return verified != null && (dirtySequence == AGAIN || dirtySequence > verified.sequence());
    }

    public boolean isDiverged() {
        return !findings.isEmpty();
    }

    /** Dirty until it is verified again: something of it was not proven, or nobody will say whether it changes. */
    public Chunk toBeReadAgain() {
        return with(id, AGAIN);
    }

    /** Part of this chunk: what is known of the whole is all that is known of it. */
    Chunk part(KeyRange of) {
        return new Chunk(0, of, verified, rows, findings, dirtySequence);
    }

    Chunk with(long newId, long newDirtySequence) {
        return new Chunk(newId, range, verified, rows, findings, newDirtySequence);
    }
}
