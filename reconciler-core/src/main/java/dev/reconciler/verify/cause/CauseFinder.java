package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
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
 * <p>Where others write the target, its rows' writers tell nothing. There the rule that looks at a stream
 * from the target, if there is one, stands in the second place, and the rules that rest on what the daemon wrote are left out.
 */
public final class CauseFinder {
    private static final String NOTHING = "nothing on record tells why";

    private final List<CauseRule> rules;

    public CauseFinder(List<CauseRule> rules) {
        this.rules = List.copyOf(rules);
    }

    public Attribution find(CauseContext context, Finding finding) {
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
