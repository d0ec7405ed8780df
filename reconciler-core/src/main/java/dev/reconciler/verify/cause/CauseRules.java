package dev.reconciler.verify.cause;

import java.util.ArrayList;
import java.util.List;

/** The rules, in the order in which they are asked: what is certain first. */
public final class CauseRules {
    private CauseRules() {}

    /** Where the daemon writes the target. */
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
     * Where others write the target: neither a row's writer nor the stream's own record of applied changes tells anything.
     *
     * @param writers what else knows who wrote a row, such as a stream from the target
     */
    public static List<CauseRule> observe(SchemaChanges changes, AgreedProofs agreed, List<CauseRule> writers) {
        List<CauseRule> rules = new ArrayList<>(List.of(new ApplyFailureRule()));
        rules.addAll(writers);
        rules.addAll(List.of(new SchemaDriftRule(changes), new NormalisationRule(), new AgreedBeforeRule(agreed)));
        return rules;
    }
}
