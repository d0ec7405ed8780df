package dev.reconciler.review;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Settlement.Decided;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a reviewer decides. */
public sealed interface Decision {
    /** Why, for the audit log. */
    String note();

    /** What is put on record of it, beside the note. */
    Decided decided();

    /** Calls the method for this decision, so that a decision which a use forgets doesn't compile. */
    <T> T accept(Visitor<T> visitor);

    /** One method per decision. */
    interface Visitor<T> {
        T applySource(ApplySource decision);

        T keepTarget(KeepTarget decision);

        T customFix(CustomFix decision);

        T accept(Accept decision);
    }

    /** The source is right: the target's row becomes what the source's is now. */
    record ApplySource(String note) implements Decision {
        @Override
        public Decided decided() {
            return Decided.of(DecisionKind.APPLY_SOURCE);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.applySource(this);
        }
    }

    /** The target is right: while both rows stay as they are, the difference is not brought up again. */
    record KeepTarget(String note) implements Decision {
        @Override
        public Decided decided() {
            return Decided.of(DecisionKind.KEEP_TARGET);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.keepTarget(this);
        }
    }

    /**
     * Neither is: the target's row gets these values.
     *
     * @param values by target column name, in text form; null is SQL NULL
     */
    record CustomFix(Map<String, @Nullable String> values, String note) implements Decision {
        public CustomFix {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
        }

        /** The names of the columns: the audit log holds no values of rows. */
        @Override
        public Decided decided() {
            return new Decided(DecisionKind.CUSTOM_FIX, null, List.copyOf(values.keySet()));
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.customFix(this);
        }
    }

    /** This difference is fine until then, while both rows stay as they are. */
    record Accept(Instant until, String note) implements Decision {
        @Override
        public Decided decided() {
            return new Decided(DecisionKind.ACCEPT, until, List.of());
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.accept(this);
        }
    }
}
