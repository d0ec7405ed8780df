package dev.reconciler.review;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Settlement.Decided;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A reviewer's decision. */
public sealed interface Decision {
    /** The reason, for the audit log. */
    String note();

    /** The recorded form of the decision, without the note. */
    Decided decided();

    /** Calls the method for this decision, so that a caller that omits a decision doesn't compile. */
    <T> T accept(Visitor<T> visitor);

    /** One method per decision. */
    interface Visitor<T> {
        T applySource(ApplySource decision);

        T keepTarget(KeepTarget decision);

        T customFix(CustomFix decision);

        T accept(Accept decision);
    }

    /** The source is right: the target's row is made equal to the source's present row. */
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

    /** The target is right: while both rows are unchanged, the difference is not reported again. */
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
     * Both sides are wrong: the target's row gets these values.
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

    /** The difference is accepted until a date, while both rows are unchanged. */
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
