package dev.reconciler.app.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResult.Difference;
import dev.reconciler.run.RuleResult.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a rule in JSON: one flat object, with the members of the parts in their order. */
public record RuleResultView(
        @JsonUnwrapped Subject subject,
        String outcome,
        @JsonUnwrapped Numbers numbers,
        @JsonUnwrapped Side values,
        String reason,
        @JsonUnwrapped At at,
        Instant started,
        Duration duration) {
    /** @param tenant null for a rule that is not evaluated per tenant */
    public record Subject(
            String rule, String table, @Nullable String tenant, String run) {}

    /**
     * @param differences the first violating groups
     * @param more number of the other ones, which are counted only
     */
    public record Numbers(long groups, long violations, List<Group> differences, long more) {}

    /** A violating group. */
    public record Group(String group, @JsonUnwrapped Side values) {}

    /** Values on both sides; all null for a rule with several groups, or without a verdict. */
    public record Side(
            @Nullable String source,
            @Nullable String target,
            @Nullable String difference) {
        private static final Side NONE = new Side(null, null, null);

        private static Side of(RuleResult.@Nullable Values values) {
            return values == null ? NONE : new Side(values.source(), values.target(), values.difference());
        }
    }

    /** The position of the verdict; both null without one. */
    public record At(@Nullable Long sequence, @Nullable String position) {}

    public static RuleResultView of(RuleResult result) {
        RuleResult.At at = result.at();
        return new RuleResultView(
                new Subject(
                        result.subject().rule(),
                        result.subject().table(),
                        result.subject().tenant().isNone()
                                ? null
                                : result.subject().tenant().value(),
                        result.run()),
                result.outcome().name(),
                numbers(result.figures()),
                Side.of(result.values()),
                result.reason(),
                at == null ? new At(null, null) : new At(at.sequence(), at.position()),
                result.timing().started(),
                result.timing().took());
    }

    private static Numbers numbers(Figures figures) {
        return new Numbers(
                figures.groups(),
                figures.violations(),
                figures.kept().stream().map(RuleResultView::group).toList(),
                figures.more());
    }

    private static Group group(Difference difference) {
        return new Group(difference.group(), Side.of(difference.values()));
    }

    /** The violating groups in one line: the first of them, and the number of the rest. */
    public String groupsInBrief(int most) {
        List<String> first =
                numbers.differences().stream().limit(most).map(Group::group).toList();
        long more = numbers.violations() - first.size();
        return String.join("; ", first) + (more > 0 ? (first.isEmpty() ? "" : "; ") + "and " + more + " more" : "");
    }
}
