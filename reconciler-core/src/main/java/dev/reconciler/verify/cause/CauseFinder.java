package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.relation.StreamTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Applies rules in order; the first conclusion decides. Without a conclusion, the cause is unknown, with every fact found as
 * evidence.
 *
 * <p>For a target that the daemon writes, the order is this; each rule documents its possible errors:
 *
 * <ol>
 *   <li>{@link ApplyFailureRule}: events of the key are parked.
 *   <li>{@link ForeignWriterRule}: the target row's writing transaction is not the pipeline's own: a rogue write, or the
 *       table's definition.
 *   <li>{@link SchemaDriftRule}: only columns differ whose definition changed, according to the recorded schema changes.
 *   <li>{@link NormalisationRule}: the values are equal in another form.
 *   <li>{@link LedgerRule}: the target is, or is no longer, as the last applied change left it: a missed event, or a rogue
 *       deletion.
 *   <li>{@link AgreedBeforeRule}: the target held the source's present row before: a rogue write.
 *   <li>{@link OwnWriterRule}: the daemon itself wrote the row last, and no other fact explains it: a missed event.
 * </ol>
 *
 * <p>Where a rule concludes that an event is missing, and the table has changed without events since it was verified ({@link
 * StreamTrust}), the cause is that change: a gap of the publication, or a rewrite. This can be wrong about an event that the
 * stream itself lost in the same time.
 *
 * <p>If applications or another tool replicate into the target, its rows' writers are no evidence. Then the rule that uses a
 * stream from the target, if there is one, is in second place, and the rules about the daemon's own writes are left out.
 */
public final class CauseFinder {
    /** The evidence text of a mass-drift headline, which has no cause of its own. */
    public static final String MANY_CAUSES =
            "each example of the same run has its own cause; many rows have no single cause";

    private static final String NOTHING = "no recorded fact explains the difference";

    private final List<CauseRule> rules;
    private final StreamTrust trust;

    /** Creates a finder for tables whose relations can't change. */
    public CauseFinder(List<CauseRule> rules) {
        this(rules, StreamTrust.ALWAYS);
    }

    /** @param trust knows the tables that changed without events */
    public CauseFinder(List<CauseRule> rules, StreamTrust trust) {
        this.rules = List.copyOf(rules);
        this.trust = trust;
    }

    public Attribution find(CauseContext context, Finding finding) {
        if (finding instanceof Finding.DuplicateKey) {
            return Attribution.unknown(
                    "the unique index of the key does not hold; no record shows which row came first");
        }
        if (finding instanceof Finding.KeyCollision collision) {
            return new Attribution(Cause.KEY_COLLISION, collision.detail());
        }
        if (finding instanceof Finding.MassDrift) {
            Attribution unknown = Attribution.unknown(MANY_CAUSES);
            return context.table(finding)
                    .flatMap(table -> context.doubt(table, trust))
                    .map(doubt -> unseen(unknown, doubt, doubt.isGap()))
                    .orElse(unknown);
        }
        Attribution found = byRules(context, finding);
        boolean missed = found.cause() == Cause.MISSED_EVENT;
        return missed || found.cause() == Cause.UNKNOWN && finding instanceof Finding.OfRow
                ? context.table(finding)
                        .flatMap(table -> context.doubt(table, trust))
                        .map(doubt -> unseen(found, doubt, missed))
                        .orElse(found)
                : found;
    }

    /** An event that is known to be missing was not lost by the stream if the server never sent it. */
    private static Attribution unseen(Attribution found, StreamTrust.Doubt doubt, boolean missed) {
        String evidence = doubt.reason() + "; " + found.evidence();
        if (!missed) {
            return Attribution.unknown(evidence);
        }
        return new Attribution(doubt.isGap() ? Cause.STREAM_GAP : Cause.SCHEMA_CHANGE, evidence);
    }

    private Attribution byRules(CauseContext context, Finding finding) {
        List<String> facts = new ArrayList<>();
        for (CauseRule rule : rules) {
            Optional<Attribution> found = rule.of(context, finding);
            if (found.isPresent() && found.get().cause() != Cause.UNKNOWN) {
                return found.get();
            }
            found.ifPresent(fact -> facts.add(fact.evidence()));
        }
        return Attribution.unknown(facts.isEmpty() ? NOTHING : String.join("; ", facts));
    }
}
