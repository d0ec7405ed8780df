package dev.reconciler.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.reducing;
import static java.util.stream.Collectors.toList;

import dev.reconciler.audit.AuditLog;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.report.DailyReport.Checks;
import dev.reconciler.report.Trend.DayFigure;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Makes the reports of a pipeline. */
public final class Reports {
    /** The maximum number of days of a trend. */
    public static final int MOST_DAYS = 366;

    /** The year of the earliest day of a report: no server's times begin later. */
    public static final int EARLIEST_YEAR = 1970;

    /** The maximum number of items in each list of the evidence; more are counted. */
    public static final int MOST_ITEMS = 1000;

    private final String pipeline;
    private final ReportFigures figures;
    private final EvidenceRecords evidence;
    private final RuleFigures rules;
    private final AuditLog audit;
    private final InstantSource clock;

    public Reports(
            String pipeline,
            ReportFigures figures,
            EvidenceRecords evidence,
            RuleFigures rules,
            AuditLog audit,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.figures = figures;
        this.evidence = evidence;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param lag at this moment */
    public DailyReport daily(Day day, Lag lag) {
        Instant now = clock.instant();
        ReportScope scope = ReportScope.all(pipeline);
        Period period = day.period();
        return new DailyReport(
                new ReportHeading(pipeline, null, now),
                day,
                !now.isBefore(period.until()),
                activity(scope, period),
                open(scope),
                new Checks(rules.results(scope, period), figures.coverage(scope), figures.runs(pipeline, period)),
                lag,
                figures.lag(pipeline, period).orElse(null));
    }

    private Activity activity(ReportScope scope, Period period) {
        List<StateChangeCount> changes = figures.stateChanges(scope, period);
        Listed<ActorActivity> actors = figures.actors(scope, period);
        ActivityCounts total = changes.stream().map(Reports::counts).reduce(ActivityCounts.NONE, ActivityCounts::plus);
        return new Activity(
                total,
                byType(changes),
                sums(changes, StateChangeCount::table).entrySet().stream()
                        .map(sum -> new TableActivity(sum.getKey(), sum.getValue()))
                        .toList(),
                actors.items(),
                actors.more(),
                total.closed() == 0 ? null : (double) total.autoCorrected() / total.closed(),
                figures.timesToResolve(scope, period));
    }

    private static List<TypeActivity> byType(List<StateChangeCount> changes) {
        List<TypeActivity> byType = new ArrayList<>();
        sums(changes, StateChangeCount::type).forEach((type, ofType) -> sums(
                        changes.stream().filter(change -> change.type() == type).toList(), StateChangeCount::severity)
                .forEach((severity, counts) -> byType.add(new TypeActivity(type, severity, counts))));
        byType.sort(Comparator.comparing(TypeActivity::severity).reversed().thenComparing(TypeActivity::type));
        return byType;
    }

    private static ActivityCounts counts(StateChangeCount change) {
        return ActivityCounts.of(change.state(), change.count());
    }

    private static <K> Map<K, ActivityCounts> sums(List<StateChangeCount> changes, Function<StateChangeCount, K> by) {
        return changes.stream()
                .collect(groupingBy(
                        by, TreeMap::new, reducing(ActivityCounts.NONE, Reports::counts, ActivityCounts::plus)));
    }

    private OpenNow open(ReportScope scope) {
        List<OpenCount> open = figures.open(scope);
        return new OpenNow(
                open.stream().mapToLong(OpenCount::count).sum(),
                open,
                figures.oldestOpen(scope).orElse(null));
    }

    /**
     * @param last the last day
     * @param days number of days, 2 to {@link #MOST_DAYS}
     */
    public TrendsReport trends(Day last, int days) {
        if (days < 2 || days > MOST_DAYS) {
            throw new IllegalArgumentException("a trend has 2 to " + MOST_DAYS + " days, not " + days);
        }
        Instant now = clock.instant();
        LocalDate first = last.date().minusDays(days - 1L);
        List<Instant> bounds = IntStream.rangeClosed(0, days)
                .mapToObj(day -> first.plusDays(day).atStartOfDay(last.zone()).toInstant())
                .toList();
        Map<String, List<DayCount>> byTable =
                figures.days(pipeline, bounds).stream().collect(groupingBy(DayCount::table, TreeMap::new, toList()));
        List<Trend> tables = byTable.entrySet().stream()
                .map(table -> Trend.of(table.getKey(), series(first, days, table.getValue())))
                .toList();
        return new TrendsReport(
                new ReportHeading(pipeline, null, now),
                first,
                last.date(),
                last.zone(),
                !now.isBefore(last.period().until()),
                Trend.of(
                        "",
                        series(
                                first,
                                days,
                                byTable.values().stream().flatMap(List::stream).toList())),
                tables);
    }

    private static List<DayFigure> series(LocalDate first, int days, List<DayCount> counts) {
        long[] found = new long[days];
        long[] closed = new long[days];
        for (DayCount count : counts) {
            found[count.day()] += count.found();
            closed[count.day()] += count.closed();
        }
        return IntStream.range(0, days)
                .mapToObj(day -> new DayFigure(first.plusDays(day), found[day], closed[day]))
                .toList();
    }

    public ReviewsReport reviews() {
        Instant now = clock.instant();
        List<ReviewFigure> items = figures.reviews(pipeline, now);
        List<ReviewFigure> waiting = items.stream()
                .filter(item -> item.state() == DiscrepancyState.IN_REVIEW)
                .toList();
        return new ReviewsReport(
                new ReportHeading(pipeline, null, now),
                waiting.stream().mapToLong(ReviewFigure::count).sum(),
                figures.claimed(pipeline, now),
                waiting.stream()
                        .map(ReviewFigure::oldest)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                items);
    }

    /**
     * Walks the whole audit chain.
     *
     * @param tables the mapped tables with tenants
     * @throws UnknownIdException if no record names the tenant
     */
    public EvidenceReport evidence(TenantId tenant, Collection<String> tables) {
        List<TenantCoverage> covered = evidence.coverage(pipeline, tenant);
        List<StateFigure> states = evidence.states(pipeline, tenant);
        if (tenant.isNone() || covered.isEmpty() && states.isEmpty()) {
            throw new UnknownIdException("record of tenant", tenant.value());
        }
        return new EvidenceReport(
                new ReportHeading(pipeline, tenant.value(), clock.instant()),
                withoutRecord(covered, tables),
                rules.results(new ReportScope(pipeline, tenant), Period.ALWAYS),
                states,
                evidence.discrepancies(pipeline, tenant, MOST_ITEMS),
                evidence.decisions(pipeline, tenant, MOST_ITEMS),
                evidence.corrections(pipeline, tenant, MOST_ITEMS),
                EvidenceReport.Chain.of(audit.prove(pipeline)));
    }

    /** Adds the tables that were never verified, which have no record. */
    private static List<TenantCoverage> withoutRecord(List<TenantCoverage> covered, Collection<String> tables) {
        Map<String, TenantCoverage> all = new TreeMap<>();
        tables.forEach(table -> all.put(table, TenantCoverage.never(table)));
        covered.forEach(each -> all.put(each.table(), each));
        return List.copyOf(all.values());
    }
}
