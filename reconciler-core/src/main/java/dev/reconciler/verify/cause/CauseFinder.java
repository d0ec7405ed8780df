package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks rules in order; the first that concludes decides. If none does, the cause is unknown, with every fact that was found. */
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
