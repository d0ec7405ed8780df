package dev.reconciler.verify.cause;

import java.util.ArrayList;
import java.util.List;

/** The rules in order: the most certain first. */
public final class CauseRules {
    private CauseRules() {}

    /** The rules for a target that the daemon writes. */
    public static List<CauseRule> replicate(SchemaChanges changes, AgreedProofs agreed) {
        return List.of(
                new ApplyFailureRule(),
                new ForeignWriterRule(),
                new SchemaDriftRule(changes),
                new NormalisationRule(),
                new LedgerRule(),
                new AgreedBeforeRule(agreed),
                new OwnWriterRule(agreed));
    }

    /**
     * The rules for a target that applications or another tool write: neither a row's writer nor the ledger of applied changes is
     * evidence.
     *
     * @param writers further rules that know a row's writer, such as one based on a stream from the target
     */
    public static List<CauseRule> observe(SchemaChanges changes, AgreedProofs agreed, List<CauseRule> writers) {
        List<CauseRule> rules = new ArrayList<>(List.of(new ApplyFailureRule()));
        rules.addAll(writers);
        rules.addAll(List.of(new SchemaDriftRule(changes), new NormalisationRule(), new AgreedBeforeRule(agreed)));
        return rules;
    }
}
