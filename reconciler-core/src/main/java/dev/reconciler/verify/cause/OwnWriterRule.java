package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.WriteHistory.Corrected;
import dev.reconciler.endpoint.read.WriteHistory.Writer;
import dev.reconciler.ledger.LedgerView.Change;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.schema.Column;
import dev.reconciler.verify.cause.AgreedProofs.Agreed;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The daemon wrote the target's row last, and the source has a different row or none: the source's change did not arrive, or
 * arrived altered. For a row that exists on both sides, the rule concludes only if both sides were proven equal before the
 * source's row was last written. It does not conclude if one of these facts is known: the daemon wrote the row by a person's
 * decision; the change did arrive; the target was right after that; the target's type rounds the source's value to the target's;
 * or the values may be left over, since an event of a large row lacks unchanged values.
 *
 * <p>Can be wrong if a trigger of the target alters the daemon's writes, or if a cascade in the target wrote the row.
 */
public final class OwnWriterRule implements CauseRule {
    private static final Set<String> ORDERED = Set.of("UNDO", "CUSTOM_FIX");

    private final AgreedProofs proofs;

    public OwnWriterRule(AgreedProofs proofs) {
        this.proofs = proofs;
    }

    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        return finding instanceof Finding.OfRow row
                        && (row instanceof Finding.FieldMismatch || row instanceof Finding.ExtraInTarget)
                ? context.facts(finding)
                        .filter(facts -> facts.writer(row.key()) == Writer.DAEMON)
                        .map(facts -> of(facts, row))
                : Optional.empty();
    }

    private Attribution of(TableFacts facts, Finding.OfRow row) {
        String written = "the daemon itself wrote the target's row last (" + facts.targetWriteText(row.key()) + ")";
        Optional<String> otherwise = otherwise(facts, row);
        if (otherwise.isPresent()) {
            return Attribution.unknown(written + "; " + otherwise.get());
        }
        return new Attribution(
                Cause.MISSED_EVENT,
                written
                        + ", no other session has since, and no event of the key is parked; the stream is past all that the"
                        + " source's snapshot contains, so the change that "
                        + (row.source() == null ? "deleted the source's row" : "made the source's row what it is")
                        + " did not arrive, or arrived altered");
    }

    private Optional<String> otherwise(TableFacts facts, Finding.OfRow row) {
        Optional<Corrected> ordered = facts.correction(row.key())
                .filter(c -> ORDERED.contains(c.kind()) && Objects.equals(c.after(), row.target()));
        if (ordered.isPresent()) {
            return Optional.of(
                    "correction " + ordered.get().id() + " (" + ordered.get().kind() + ") left it as it is");
        }
        if (!row.sourceKnown()) {
            return Optional.of("but not as its own ledger says: a trigger of the target may alter the written row");
        }
        Optional<Change> arrived = facts.lastApplied(row.key())
                .filter(entry -> entry.image().matches(facts.table(), row.source(), row.source()));
        if (arrived.isPresent()) {
            return Optional.of("change " + arrived.get().sequence()
                    + " of the stream holds the source's row, and was applied: a trigger of the target may"
                    + " alter the written row");
        }
        Optional<Agreed> before = facts.agreed(proofs, row);
        if (before.isPresent()) {
            return Optional.of(AgreedBeforeRule.text(
                            before.get(),
                            facts.sourceWrite(row.key()).orElseThrow().transaction())
                    + ": an event may have been applied twice or out of order");
        }
        return row instanceof Finding.FieldMismatch mismatch ? otherwise(facts, mismatch) : Optional.empty();
    }

    private Optional<String> otherwise(TableFacts facts, Finding.FieldMismatch mismatch) {
        if (mayBeLeftOver(facts.table(), mismatch)) {
            return Optional.of("the row is large: its events lack unchanged values, so a value that another session"
                    + " has written may have remained");
        }
        Optional<String> rounded = TypeRounding.of(facts.table(), mismatch);
        if (rounded.isPresent()) {
            return rounded;
        }
        return facts.agreedBeforeItsWrite(proofs, mismatch).isPresent()
                ? Optional.empty()
                : Optional.of("no proof shows that both sides were equal before the source's row was written last");
    }

    private static boolean mayBeLeftOver(MappedTable table, Finding.FieldMismatch mismatch) {
        Row source = mismatch.source();
        return source != null
                && table.columns().stream()
                        .anyMatch(column -> column.mayBeUnavailable()
                                && mismatch.columns().contains(column.target().name()))
                && source.values().stream()
                                .filter(Objects::nonNull)
                                .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length)
                                .sum()
                        > Column.CARRIED_ROW_BYTES;
    }
}
