package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.WriteHistory;
import java.util.Optional;

/**
 * The target's row names the transaction that wrote it last, and the target records the daemon's transactions: a row written by
 * another transaction is a rogue write. A change of the target's definition that rewrote the table does not count as a write of
 * the row.
 *
 * <p>Can be wrong where a trigger of the target writes inside the daemon's transaction (attributed to the daemon, or, if it
 * catches exceptions, to another session), and for a row older than 2^32 transactions whose id was reused.
 */
public final class ForeignWriterRule implements CauseRule {
    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        return finding instanceof Finding.OfRow row && row.target() != null
                ? context.facts(finding).flatMap(facts -> of(facts, row))
                : Optional.empty();
    }

    private static Optional<Attribution> of(TableFacts facts, Finding.OfRow row) {
        String written = "the target's row was last written by " + facts.targetWriteText(row.key());
        String since = facts.history().map(WriteHistory::since).orElse("");
        return switch (facts.writer(row.key())) {
            case DAEMON -> Optional.empty();
            case OTHER ->
                Optional.of(new Attribution(
                        Cause.ROGUE_WRITE,
                        written + "; none of this pipeline's own transactions has that id (all since " + since
                                + " are recorded)"));
            case DEFINITION ->
                Optional.of(new Attribution(
                        Cause.SCHEMA_CHANGE,
                        written + ", which also changed the definition of the table in the target"));
            case UNKNOWN ->
                facts.targetWrite(row.key()).isEmpty()
                        ? Optional.empty()
                        : Optional.of(Attribution.unknown(written
                                + (since.isEmpty()
                                        ? "; the target keeps no record of the daemon's transactions yet"
                                        : ", before the record of the daemon's transactions begins (" + since + ")")));
        };
    }
}
