package dev.reconciler.run;

import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one rule for one tenant in one run.
 *
 * @param run id of the run
 * @param values the values on both sides, if the rule has one group in all; otherwise null, and {@link Figures#kept} has those of
 *     the violating groups
 * @param reason the reason of UNVERIFIABLE and ERROR; of a verdict, the part that it does not cover, or empty
 * @param at the position at which the verdict holds; null without a verdict
 */
public record RuleResult(
        String run,
        Subject subject,
        Outcome outcome,
        Figures figures,
        @Nullable Values values,
        String reason,
        @Nullable At at,
        Timing timing) {
    /** A result without a verdict. */
    public static RuleResult withoutVerdict(
            String run, Subject subject, Outcome outcome, String reason, Timing timing) {
        return new RuleResult(run, subject, outcome, Figures.NONE, null, reason, null, timing);
    }

    public enum Outcome {
        AGREED,
        VIOLATED,
        /** No verdict in this run; a later run may have one. */
        UNVERIFIABLE,
        /** The rule can't be evaluated until it, the schema or the data changes. */
        ERROR
    }

    /** @param table id of the mapping under which the rule's violations are filed */
    public record Subject(String rule, String table, TenantId tenant) {}

    /**
     * Numbers of groups: rows of a rule's query by its key columns.
     *
     * @param groups number of groups on either side
     * @param violations number of violating groups, all of them counted
     * @param kept the first violating groups, at most {@link #MOST_KEPT}
     */
    public record Figures(long groups, long violations, List<Difference> kept) {
        public static final int MOST_KEPT = 100;
        public static final Figures NONE = new Figures(0, 0, List.of());

        public Figures {
            kept = List.copyOf(kept.subList(0, Math.min(kept.size(), MOST_KEPT)));
        }

        /** The number of violating groups that are counted, but not kept. */
        public long more() {
            return violations - kept.size();
        }
    }

    /** A violating group, by its key columns and values as text. */
    public record Difference(String group, Values values) {}

    /**
     * Values on both sides as text, by column.
     *
     * @param difference target minus source, for each number that differs; empty if there is none
     */
    public record Values(String source, String target, String difference) {}

    /** A position of the source, by its sequence in the stream and its text. */
    public record At(long sequence, String position) {}

    /** @param took the duration of the last evaluation */
    public record Timing(Instant started, Duration took) {}
}
