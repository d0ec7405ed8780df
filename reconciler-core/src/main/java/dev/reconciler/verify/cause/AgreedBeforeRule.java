package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.WriteHistory.Writer;
import dev.reconciler.position.TransactionId;
import dev.reconciler.verify.cause.AgreedProofs.Agreed;
import java.util.Optional;

/**
 * The target held the same row as the source when its chunk was last proven equal, and the source has not changed the row since:
 * so another session changed the target. The rule also covers deleted rows, which carry no record of their writer.
 *
 * <p>Can be wrong where the daemon's own write came between (an event twice or out of order, a cascade of the target): if the row
 * exists, its writer shows that, and the rule does not conclude.
 */
public final class AgreedBeforeRule implements CauseRule {
    private final AgreedProofs proofs;

    public AgreedBeforeRule(AgreedProofs proofs) {
        this.proofs = proofs;
    }

    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        return finding instanceof Finding.OfRow row && row.source() != null && row.sourceKnown()
                ? context.facts(finding).flatMap(facts -> of(facts, row))
                : Optional.empty();
    }

    private Optional<Attribution> of(TableFacts facts, Finding.OfRow row) {
        boolean gone = row.target() == null;
        if (gone && facts.correction(row.key()).filter(c -> c.after() == null).isPresent()) {
            return facts.correction(row.key())
                    .map(c -> Attribution.unknown(
                            "the daemon's correction " + c.id() + " (" + c.kind() + ") removed the target's row"));
        }
        if (!gone && facts.writer(row.key()) == Writer.DAEMON) {
            return Optional.empty();
        }
        Optional<Agreed> before = facts.agreed(proofs, row);
        if (before.isPresent()) {
            return Optional.of(new Attribution(
                    Cause.ROGUE_WRITE,
                    text(
                                    before.get(),
                                    facts.sourceWrite(row.key()).orElseThrow().transaction())
                            + (gone
                                    ? ": it was removed from the target" + facts.orWithoutEntry()
                                    : ": it was changed in the target")));
        }
        return gone
                ? Optional.of(Attribution.unknown("no proof shows that the target ever held the source's present row:"
                        + " it may never have arrived, or an application removed it"))
                : Optional.empty();
    }

    static String text(Agreed before, TransactionId source) {
        return "both sides were equal here at " + before.fencePosition() + " (" + before.job() + ", " + before.at()
                + "), and the source's row is older than that (transaction " + source.text() + ")";
    }
}
