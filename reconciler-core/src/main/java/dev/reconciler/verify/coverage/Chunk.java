package dev.reconciler.verify.coverage;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One chunk of a table in its present state: never verified, dirty (the stream changed it after it was verified), or clean. Its
 * verdict covers every tenant of the pipeline.
 *
 * @param id the id of the stored chunk; 0 if this state is not stored
 * @param verified the fence at which both sides were compared; null if they never were
 * @param rows rows of the source when it was verified; an upper bound for a part of a chunk that was cut since
 * @param findings differences by tenant when it was verified; no entry with 0
 * @param dirtySequence the highest ledger sequence known to have touched it; 0 if none is. {@link #AGAIN} if it must be read
 *     again in any case
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

    /** Creates a chunk from a window's proof. */
    public static Chunk verified(KeyRange range, VerifiedThrough through, long rows, Map<TenantId, Long> findings) {
        return new Chunk(0, range, through, rows, findings, 0);
    }

    public static Chunk never(KeyRange range, long dirtySequence) {
        return new Chunk(0, range, null, 0, Map.of(), dirtySequence);
    }

    public boolean isNever() {
        return verified == null;
    }

    /** Returns whether the chunk has a mark after its fence. The verification saw the change of a mark at or before the fence. */
    public boolean isDirty() {
        return verified != null && (dirtySequence == AGAIN || dirtySequence > verified.sequence());
    }

    public boolean isDiverged() {
        return !findings.isEmpty();
    }

    /** The chunk, dirty until it is verified again: a part of it was not proven, or no reader marks its changes. */
    public Chunk toBeReadAgain() {
        return with(id, AGAIN);
    }

    /** A part of this chunk, with the state of the whole. */
    Chunk part(KeyRange of) {
        return new Chunk(0, of, verified, rows, findings, dirtySequence);
    }

    Chunk with(long newId, long newDirtySequence) {
        return new Chunk(newId, range, verified, rows, findings, newDirtySequence);
    }
}
