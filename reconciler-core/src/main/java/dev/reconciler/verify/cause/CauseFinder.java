package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.relation.StreamTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks rules in order; the first that concludes decides. If none does, the cause is unknown, with every fact that was found.
 *
 * <p>Of a target that the daemon writes, they are asked in this order, each with what it can be wrong about in its own documentation:
 *
 * <ol>
 *   <li>{@link ApplyFailureRule}: events of the key are parked.
 *   <li>{@link ForeignWriterRule}: the target row's writing transaction is none of the pipeline's own: a rogue write, or the table's
 *       definition.
 *   <li>{@link SchemaDriftRule}: only columns differ whose definition changed, according to what is on record.
 *   <li>{@link NormalisationRule}: the values are one in another form.
 *   <li>{@link LedgerRule}: the target is, or is no longer, as the last applied change left it: a missed event, or a rogue deletion.
 *   <li>{@link AgreedBeforeRule}: the target held the source's present row before: a rogue write.
 *   <li>{@link OwnWriterRule}: the daemon itself wrote the row last, and nothing else explains it: a missed event.
 * </ol>
 *
 * <p>Where a rule concludes that an event is missing, and the table has changed without events since it was verified
 * ({@link StreamTrust}), the cause is that change: a gap of the publication, or a rewrite. This can be wrong about an event that the
 * stream itself lost in the same time.
 *
 * <p>Where others write the target, its rows' writers tell nothing. There the rule that looks at a stream
 * from the target, if there is one, stands in the second place, and the rules that rest on what the daemon wrote are left out.
 */
public final class CauseFinder {
    /** Why a headline for many rows has no cause of its own. */
    public static final String MANY_CAUSES =
            "each example of the same run has its own cause; many rows have no single one";

    private static final String NOTHING = "nothing on record tells why";

    private final List<CauseRule> rules;
    private final StreamTrust trust;

    /** For tables whose relations can't change. */
    public CauseFinder(List<CauseRule> rules) {
        this(rules, StreamTrust.ALWAYS);
    }

    /** @param trust tells which tables changed without events */
    public CauseFinder(List<CauseRule> rules, StreamTrust trust) {
        this.rules = List.copyOf(rules);
        this.trust = trust;
    }

    public Attribution find(CauseContext context, Finding finding) {
        if (finding instanceof Finding.DuplicateKey) {
            return Attribution.unknown(
                    "the unique index of the key does not hold; no record tells which row came first");
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
