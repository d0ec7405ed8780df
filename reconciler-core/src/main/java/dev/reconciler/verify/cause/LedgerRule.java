package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.ledger.LedgerView.Change;
import java.util.Optional;

/**
 * The target's ledger holds the last applied change of the key, and everything applied after it. So if the source has changed the
 * row since, and the target is as that change left it, the later change never arrived. And if the change left a row that is now
 * gone, another session removed it.
 *
 * <p>No later change is missing if the source's row was last written by the transaction of the last applied one: then the
 * source's row differs without an event, for example by the default of an added column, and the rule does not conclude.
 *
 * <p>Can be wrong about the session that removed a row if another deletion in the target cascades to it.
 */
public final class LedgerRule implements CauseRule {
    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        return finding instanceof Finding.OfRow row
                        && (row instanceof Finding.MissingInTarget
                                || row instanceof Finding.FieldMismatch
                                || row instanceof Finding.ExtraInTarget)
                ? context.facts(finding)
                        .flatMap(facts -> facts.lastApplied(row.key()).flatMap(entry -> of(facts, row, entry)))
                : Optional.empty();
    }

    private static Optional<Attribution> of(TableFacts facts, Finding.OfRow row, Change last) {
        String change = "change " + last.sequence() + " of the stream";
        if (row instanceof Finding.MissingInTarget && last.image().present()) {
            return Optional.of(
                    facts.isDirty(row.key())
                            ? Attribution.unknown(change + " found no row in the target: it was already gone")
                            : new Attribution(
                                    Cause.ROGUE_WRITE,
                                    change
                                            + " left this row in the target, and no later change touched it; now it is"
                                            + " gone" + facts.orWithoutEntry()));
        }
        boolean late = row.sourceKnown()
                && !facts.isInDoubt(row.key())
                && last.image().matches(facts.table(), row.target(), row.source())
                && !last.image().matches(facts.table(), row.source(), row.source());
        if (late && facts.isWrittenBy(row.key(), last)) {
            return Optional.of(Attribution.unknown("the target is exactly as " + change
                    + " left it, and the source's row was last written by the transaction of that very change ("
                    + last.transaction().text() + "): no event is missing; a column's definition may show another value"
                    + " without one"));
        }
        return late
                ? Optional.of(new Attribution(
                        Cause.MISSED_EVENT,
                        "the target is exactly as " + change
                                + " left it, which is the last of this key that was applied;"
                                + " the source has changed it since, and the stream is past that"))
                : Optional.empty();
    }
}
