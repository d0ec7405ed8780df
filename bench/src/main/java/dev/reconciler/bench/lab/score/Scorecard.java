package dev.reconciler.bench.lab.score;

import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches injected drift with observed discrepancies.
 *
 * <p>An observation <b>finds</b> a drift if it names the same table, tenant and key, has a type that the drift may be found as,
 * and isn't older than the drift. An observation that finds nothing is a <b>false alarm</b> unless one of these explains it:
 *
 * <ol>
 * <li>a COUNT_MISMATCH by one drift in the same table that changes the count of that tenant;
 * <li>a RULE_VIOLATION by one drift that reaches the rule's table and tenant and whose row has <em>every</em> value of the
 * violated group, or which is named by the group's key and is deleted for that tenant or of the rule's own table (further values
 * of a group, such as a currency, may come from rows that refer to it);
 * <li>a REFERENTIAL_VIOLATION by one drift whose row it is, or whose row, now gone for that tenant, it names.
 * </ol>
 *
 * An explanation holds from the injection on and, once the drift was corrected, for as long after as a check may take to record
 * what it read before. Nothing explains any other type.
 */
public final class Scorecard {
    private final Duration recording;

    /** @param recording longest time between a check's reading and its record */
    public Scorecard(Duration recording) {
        this.recording = recording;
    }

    /**
     * @param corrections times at which drifts were corrected, as the daemon recorded them
     * @param differences all rows that differ now, with the load stopped and the stream caught up
     */
    public Score score(
            long seed,
            List<Injected> injected,
            List<Observed> observed,
            List<CorrectedRow> corrections,
            List<RowDifference> differences) {
        Set<RowDifference> different = new HashSet<>(differences);
        List<ScoredDrift> drifts = injected.stream()
                .map(drift -> scored(drift, observed, different))
                .toList();
        List<Observed> falseAlarms = observed.stream()
                .filter(o -> injected.stream().noneMatch(drift -> finds(o, drift)))
                .filter(o -> injected.stream().noneMatch(drift -> explains(drift, correctedAt(drift, corrections), o)))
                .toList();
        return new Score(seed, drifts, falseAlarms, lost(drifts, differences));
    }

    /** The daemon wrote the row right again. */
    public record CorrectedRow(RowDifference row, Instant at) {}

    private static ScoredDrift scored(Injected drift, List<Observed> observed, Set<RowDifference> different) {
        List<Observed> findings = observed.stream().filter(o -> finds(o, drift)).toList();
        Instant first = findings.stream()
                .map(Observed::detectedAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
        DriftOutcome best = findings.stream()
                .map(Observed::outcome)
                .min(Comparator.naturalOrder())
                .orElse(
                        !drift.mustBeFound() && !different.contains(row(drift))
                                ? DriftOutcome.HEALED
                                : DriftOutcome.MISSED);
        Cause cause = findings.stream()
                .map(Observed::cause)
                .filter(c -> c != Cause.UNKNOWN)
                .findFirst()
                .orElse(findings.isEmpty() ? null : Cause.UNKNOWN);
        return new ScoredDrift(drift, first, cause, best);
    }

    private static boolean finds(Observed o, Injected drift) {
        return drift.kind().foundAs().contains(o.type())
                && drift.table().equals(o.table())
                && drift.tenant().equals(o.tenant())
                && drift.key().encoded().equals(o.subject())
                && !o.detectedAt().isBefore(drift.injectedAt());
    }

    private boolean explains(Injected drift, @Nullable Instant correctedAt, Observed o) {
        boolean during = !o.detectedAt().isBefore(drift.injectedAt())
                && (correctedAt == null || !o.detectedAt().isAfter(correctedAt.plus(recording)));
        return during
                && switch (o.type()) {
                    case COUNT_MISMATCH ->
                        drift.kind().changesCounts() && drift.table().equals(o.table()) && concerns(drift, o.tenant());
                    case RULE_VIOLATION ->
                        drift.reach().tables().contains(o.table())
                                && concerns(drift, o.tenant())
                                && (drift.reach().values().containsAll(groupValues(o.subject()))
                                        || isReferredTo(drift, o)
                                        || isGroupOf(drift, o));
                    case REFERENTIAL_VIOLATION ->
                        concerns(drift, o.tenant()) && (isItself(drift, o) || isReferredTo(drift, o));
                    default -> false;
                };
    }

    /** The violating row is the drifted one, which now refers to nothing. */
    private static boolean isItself(Injected drift, Observed o) {
        return drift.table().equals(o.table()) && drift.reach().values().containsAll(groupValues(o.subject()));
    }

    /** The violating row names the drifted one, which is no longer there for its tenant. */
    private static boolean isReferredTo(Injected drift, Observed o) {
        boolean gone = drift.kind().type() == DiscrepancyType.MISSING_IN_TARGET
                || drift.kind().type() == DiscrepancyType.TENANT_CONFLICT;
        return gone && groupValues(o.subject()).containsAll(drift.key().parts());
    }

    /**
     * The rule is about the drifted row's table, and the group is that of the row itself: the compared value may be one of its
     * own fields.
     */
    private static boolean isGroupOf(Injected drift, Observed o) {
        return drift.table().equals(o.table())
                && groupValues(o.subject()).containsAll(drift.key().parts());
    }

    private static boolean concerns(Injected drift, TenantId tenant) {
        return drift.reach().tenants().contains(tenant);
    }

    /** The values in {@code rule/column=value, column=value}; NULL names nothing. */
    private static List<String> groupValues(String subject) {
        List<String> values = new ArrayList<>();
        for (String part : subject.substring(subject.indexOf('/') + 1).split(",")) {
            String value = part.substring(part.indexOf('=') + 1).strip();
            if (!value.equals("NULL")) {
                values.add(value);
            }
        }
        return values;
    }

    private static @Nullable Instant correctedAt(Injected drift, List<CorrectedRow> corrections) {
        return corrections.stream()
                .filter(c -> c.row().equals(row(drift)) && !c.at().isBefore(drift.injectedAt()))
                .map(CorrectedRow::at)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static List<RowDifference> lost(List<ScoredDrift> drifts, List<RowDifference> differences) {
        Set<RowDifference> excused = new HashSet<>();
        for (ScoredDrift scored : drifts) {
            if (scored.outcome() != DriftOutcome.CORRECTED) {
                excused.add(row(scored.drift()));
            }
        }
        return differences.stream().filter(d -> !excused.contains(d)).toList();
    }

    private static RowDifference row(Injected drift) {
        return new RowDifference(drift.table(), drift.key());
    }
}
