package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconciler.audit.ChainProof;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.report.Activity;
import dev.reconciler.report.ActivityCounts;
import dev.reconciler.report.ActorActivity;
import dev.reconciler.report.AgeGroup;
import dev.reconciler.report.ChainEntry;
import dev.reconciler.report.CoverageFigure;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.DayLag;
import dev.reconciler.report.EvidenceReport;
import dev.reconciler.report.Lag;
import dev.reconciler.report.Period;
import dev.reconciler.report.RecordedDiscrepancy;
import dev.reconciler.report.ReportScope;
import dev.reconciler.report.Reports;
import dev.reconciler.report.ReviewFigure;
import dev.reconciler.report.ReviewsReport;
import dev.reconciler.report.RuleFigure;
import dev.reconciler.report.RunFigure;
import dev.reconciler.report.StateFigure;
import dev.reconciler.report.TableActivity;
import dev.reconciler.report.TenantCoverage;
import dev.reconciler.report.TimeToResolve;
import dev.reconciler.report.Trend;
import dev.reconciler.report.Trend.Direction;
import dev.reconciler.report.TrendsReport;
import dev.reconciler.report.TypeActivity;
import dev.reconciler.report.internal.JdbiEvidenceRecords;
import dev.reconciler.report.internal.JdbiReportFigures;
import dev.reconciler.report.internal.JdbiRuleFigures;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.internal.JdbiSeriesRecord;
import dev.reconciler.testing.ReportHistory;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.SeriesRecord;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports about three days whose figures are known: {@link ReportHistory}. */
public abstract class ReportsContract extends ControlStoreContract {
    private static final Day SECOND = new Day(LocalDate.parse("2026-01-02"), ZoneOffset.UTC);
    private static final Day THIRD = new Day(LocalDate.parse("2026-01-03"), ZoneOffset.UTC);
    private static final Instant END = Instant.parse("2026-01-03T08:00:00Z");
    private static final ReportScope SHOP = ReportScope.all("shop");

    private final JdbiReportFigures figures = new JdbiReportFigures(store.jdbi(), store.dialect());
    private final JdbiEvidenceRecords evidence = new JdbiEvidenceRecords(store.jdbi());
    private final Reports reports =
            new Reports("shop", figures, evidence, new JdbiRuleFigures(store.jdbi()), store.audit(), store.clock());

    @BeforeEach
    void history() {
        new ReportHistory(store).record();
    }

    @Test
    void dayIsCountedByTypeTableAndActor() {
        DailyReport report = reports.daily(SECOND, Lag.of(Duration.ofSeconds(3)));

        assertThat(report.heading().generatedAt()).isEqualTo(END);
        assertThat(report.complete()).isTrue();
        assertThat(report.lag().lag()).isEqualTo(Duration.ofSeconds(3));
        assertThat(report.activity().total()).isEqualTo(new ActivityCounts(3, 1, 0, 3, 2, 1));
        assertThat(report.activity().byType())
                .containsExactly(
                        new TypeActivity(
                                DiscrepancyType.MISSING_IN_TARGET,
                                Severity.CRITICAL,
                                new ActivityCounts(3, 1, 0, 2, 2, 0)),
                        new TypeActivity(
                                DiscrepancyType.FIELD_MISMATCH, Severity.HIGH, new ActivityCounts(0, 0, 0, 0, 0, 1)),
                        new TypeActivity(
                                DiscrepancyType.FIELD_MISMATCH, Severity.MEDIUM, new ActivityCounts(0, 0, 0, 1, 0, 0)));
        assertThat(report.activity().byTable())
                .containsExactly(
                        new TableActivity("public.customers", new ActivityCounts(0, 0, 0, 1, 0, 0)),
                        new TableActivity("public.orders", new ActivityCounts(3, 1, 0, 2, 2, 1)));
        assertThat(report.activity().tablesAffected()).isEqualTo(1);
        assertThat(report.activity().byActor())
                .containsExactly(
                        new ActorActivity("verification", DiscrepancyState.OPEN, 3),
                        new ActorActivity("ann", DiscrepancyState.RESOLVED, 2),
                        new ActorActivity("auto", DiscrepancyState.IN_REVIEW, 2),
                        new ActorActivity("auto", DiscrepancyState.AUTO_CORRECTED, 1),
                        new ActorActivity("bob", DiscrepancyState.ACCEPTED, 1),
                        new ActorActivity("cid", DiscrepancyState.IN_REVIEW, 1));
        assertThat(report.activity().moreActors()).isZero();
        assertThat(report.activity().autoCorrectionRate()).isEqualTo(0.25);
    }

    @Test
    void lagOfADayIsThatOfItsMinutes() {
        SeriesRecord series = new JdbiSeriesRecord(store.jdbi(), store.dialect(), store.clock());
        Instant start = SECOND.period().from();
        List<Double> lags = List.of(0.25, 90.0, 1.5, 0.75);
        for (int i = 0; i < lags.size(); i++) {
            record(series, "shop", start.plusSeconds(60L * i), lags.get(i));
        }
        record(series, "shop", start.minusMillis(1), 500);
        record(series, "shop", SECOND.period().until(), 600);
        record(series, "other", start, 700);

        assertThat(reports.daily(SECOND, Lag.unknown("")).lagOfDay())
                .isEqualTo(new DayLag(Duration.ofMillis(750), Duration.ofSeconds(90), 4));
        assertThat(reports.daily(new Day(SECOND.date().minusDays(7), ZoneOffset.UTC), Lag.unknown(""))
                        .lagOfDay())
                .isNull();
    }

    private static void record(SeriesRecord series, String pipeline, Instant at, double seconds) {
        series.record(
                pipeline,
                SeriesRecord.PIPELINE,
                at,
                List.of(new SeriesRecord.Figure(SeriesRecord.Measure.LAG, "", TenantId.NONE, seconds, 0)));
    }

    @Test
    void actorsThatAreNotListedAreCounted() {
        String subject = store.discrepancies()
                .open("shop", "public.orders", "", 1)
                .get(0)
                .id();
        store.jdbi().useHandle(handle -> {
            try (PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO reconciler.audit_entry (pipeline, sequence, at, actor, action, subject, detail, previous_hash, hash)
                    VALUES ('shop', :sequence, :at, :actor, 'discrepancy.IN_REVIEW', :subject, '', :hash, :hash)
                    """)) {
                for (int i = 0; i < 1_010; i++) {
                    batch.bind("sequence", 1_000 + i)
                            .bind("at", SECOND.period().from())
                            .bind("actor", "person" + i)
                            .bind("subject", subject)
                            .bind("hash", "hash" + i)
                            .add();
                }
                batch.execute();
            }
        });

        Activity activity = reports.daily(SECOND, Lag.unknown("")).activity();

        assertThat(activity.byActor()).hasSize(1_000);
        assertThat(activity.moreActors()).isEqualTo(16);
    }

    /** 10 minutes, 2 hours, 28 hours, and 4 hours since a person took the decision back. */
    @Test
    void timeToResolveCountsFromTheLastOpening() {
        assertThat(figures.timesToResolve(SHOP, SECOND.period()))
                .containsExactly(
                        new TimeToResolve(null, 4, Duration.ofHours(2), Duration.ofHours(28)),
                        new TimeToResolve(DiscrepancyState.ACCEPTED, 1, Duration.ofHours(28), Duration.ofHours(28)),
                        new TimeToResolve(
                                DiscrepancyState.AUTO_CORRECTED, 1, Duration.ofMinutes(10), Duration.ofMinutes(10)),
                        new TimeToResolve(DiscrepancyState.RESOLVED, 2, Duration.ofHours(2), Duration.ofHours(4)));
        assertThat(figures.timesToResolve(SHOP, THIRD.period())).isEmpty();
    }

    @Test
    void dayBeginsAndEndsInItsZone() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(reports.daily(new Day(SECOND.date(), berlin), Lag.unknown(""))
                        .activity()
                        .total()
                        .found())
                .as("one was found at 00:30 in Berlin, on the day before in UTC")
                .isEqualTo(4);
        assertThat(new Day(LocalDate.parse("2026-03-29"), berlin).period())
                .isEqualTo(new Period(Instant.parse("2026-03-28T23:00:00Z"), Instant.parse("2026-03-29T22:00:00Z")));
    }

    @Test
    void dayWithoutClosingsHasNoRate() {
        DailyReport report = reports.daily(THIRD, Lag.unknown("no daemon"));

        assertThat(report.complete()).isFalse();
        assertThat(report.activity().total()).isEqualTo(new ActivityCounts(2, 0, 0, 0, 0, 0));
        assertThat(report.activity().autoCorrectionRate()).isNull();
        assertThat(report.activity().timeToResolve()).isEmpty();
        assertThat(report.lag()).isEqualTo(new Lag(null, "no daemon"));
    }

    @Test
    void openDiscrepanciesAreThoseOfNow() {
        DailyReport report = reports.daily(SECOND, Lag.unknown(""));

        assertThat(report.open().count()).isEqualTo(5);
        assertThat(report.open().byTable())
                .containsExactlyInAnyOrder(
                        new OpenCount("public.customers", DiscrepancyType.FIELD_MISMATCH, Severity.LOW, 2),
                        new OpenCount("public.customers", DiscrepancyType.FIELD_MISMATCH, Severity.MEDIUM, 1),
                        new OpenCount("public.orders", DiscrepancyType.MISSING_IN_TARGET, Severity.CRITICAL, 1),
                        new OpenCount("public.orders", DiscrepancyType.TENANT_CONFLICT, Severity.CRITICAL, 1));
        assertThat(report.open().oldest()).satisfies(oldest -> {
            assertThat(oldest.table()).isEqualTo("public.orders");
            assertThat(oldest.tenant()).isEqualTo("acme");
            assertThat(oldest.type()).isEqualTo(DiscrepancyType.TENANT_CONFLICT);
            assertThat(oldest.state()).isEqualTo(DiscrepancyState.OPEN);
            assertThat(oldest.since()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        });
    }

    @Test
    void checksAreThoseOfTheDayAndCoverageThatOfNow() {
        DailyReport.Checks checks = reports.daily(SECOND, Lag.unknown("")).checks();

        Instant run = Instant.parse("2026-01-02T06:00:00Z");
        assertThat(checks.rules())
                .containsExactly(
                        new RuleFigure("balances", "public.orders", 1, 1, 0, 3, run),
                        new RuleFigure("emails", "public.customers", 0, 0, 2, 0, run));
        assertThat(checks.coverage())
                .containsExactly(
                        new CoverageFigure("public.customers", 1, 0, 0, 1, 1, null),
                        new CoverageFigure("public.orders", 2, 1, 1, 0, 0, Instant.parse("2026-01-02T06:00:00Z")));
        assertThat(checks.runs())
                .containsExactly(
                        new RunFigure("checksum", 1, 0, 1, 0, null),
                        new RunFigure("count", 1, 0, 0, 1, null),
                        new RunFigure("rules", 1, 1, 0, 0, Instant.parse("2026-01-02T06:30:00Z")));
        assertThat(reports.daily(THIRD, Lag.unknown("")).checks().rules()).isEmpty();
    }

    @Test
    void trendComparesTheLastDayWithTheFirst() {
        TrendsReport report = reports.trends(THIRD, 3);

        assertThat(report.first()).isEqualTo(LocalDate.parse("2026-01-01"));
        assertThat(report.complete()).isFalse();
        assertThat(report.tables()).extracting(Trend::table).containsExactly("public.customers", "public.orders");
        assertThat(report.tables().get(0).days())
                .extracting(Trend.DayFigure::found, Trend.DayFigure::closed)
                .containsExactly(tuple(1L, 0L), tuple(0L, 0L), tuple(2L, 0L));
        assertThat(report.tables().get(0))
                .extracting(Trend::first, Trend::last, Trend::change, Trend::ratio, Trend::direction)
                .containsExactly(1L, 2L, 1L, 2.0, Direction.INCREASING);
        assertThat(report.tables().get(1))
                .extracting(Trend::first, Trend::last, Trend::change, Trend::ratio, Trend::direction)
                .containsExactly(3L, 0L, -3L, 0.0, Direction.DECREASING);
        assertThat(report.overall().days())
                .extracting(Trend.DayFigure::date, Trend.DayFigure::found, Trend.DayFigure::closed)
                .containsExactly(
                        tuple(LocalDate.parse("2026-01-01"), 4L, 1L),
                        tuple(LocalDate.parse("2026-01-02"), 3L, 4L),
                        tuple(LocalDate.parse("2026-01-03"), 2L, 0L));
        assertThat(report.overall().direction()).isEqualTo(Direction.DECREASING);
        assertThat(reports.trends(THIRD, Reports.MOST_DAYS).overall().days()).hasSize(366);
    }

    @Test
    void reviewsAreGroupedByAge() {
        ReviewsReport report = reports.reviews();

        assertThat(report.waiting()).isEqualTo(1);
        assertThat(report.claimed()).isEqualTo(1);
        assertThat(report.oldest()).isEqualTo(Instant.parse("2026-01-02T12:00:00Z"));
        assertThat(report.items())
                .containsExactlyInAnyOrder(
                        figure(
                                DiscrepancyType.FIELD_MISMATCH,
                                Severity.HIGH,
                                DiscrepancyState.ACCEPTED,
                                AgeGroup.UNDER_A_WEEK,
                                1,
                                "2026-01-02T04:00:00Z"),
                        figure(
                                DiscrepancyType.MISSING_IN_TARGET,
                                Severity.CRITICAL,
                                DiscrepancyState.RESOLVED,
                                AgeGroup.UNDER_A_DAY,
                                1,
                                "2026-01-02T09:00:00Z"),
                        figure(
                                DiscrepancyType.FIELD_MISMATCH,
                                Severity.MEDIUM,
                                DiscrepancyState.IN_REVIEW,
                                AgeGroup.UNDER_A_DAY,
                                1,
                                "2026-01-02T12:00:00Z"),
                        figure(
                                DiscrepancyType.FIELD_MISMATCH,
                                Severity.LOW,
                                DiscrepancyState.OPEN,
                                AgeGroup.UNDER_AN_HOUR,
                                2,
                                "2026-01-03T08:00:00Z"),
                        figure(
                                DiscrepancyType.MISSING_IN_TARGET,
                                Severity.CRITICAL,
                                DiscrepancyState.OPEN,
                                AgeGroup.UNDER_A_DAY,
                                1,
                                "2026-01-02T11:00:00Z"),
                        figure(
                                DiscrepancyType.TENANT_CONFLICT,
                                Severity.CRITICAL,
                                DiscrepancyState.OPEN,
                                AgeGroup.UNDER_A_WEEK,
                                1,
                                "2026-01-01T00:00:00Z"));

        store.tick(Duration.ofDays(40));
        assertThat(reports.reviews().claimed()).as("the claim has expired").isZero();
        assertThat(reports.reviews().items()).extracting(ReviewFigure::age).containsOnly(AgeGroup.LONGER);
    }

    private static ReviewFigure figure(
            DiscrepancyType type, Severity severity, DiscrepancyState state, AgeGroup age, long count, String oldest) {
        return new ReviewFigure(type, severity, state, age, count, Instant.parse(oldest));
    }

    @Test
    void evidenceHoldsTheTenantsRecordsAndTheProofOfTheChain() {
        EvidenceReport report = reports.evidence(
                new TenantId("globex"), List.of("public.customers", "public.orders", "public.returns"));

        assertThat(report.coverage())
                .containsExactly(
                        new TenantCoverage("public.customers", null, null, null, null, ""),
                        new TenantCoverage(
                                "public.orders",
                                Verdict.DIVERGED,
                                "checksum",
                                Instant.parse("2026-01-02T06:00:00Z"),
                                new VerifiedThrough(8, "0/8", Instant.parse("2026-01-02T06:00:00Z"), "checksum"),
                                ""),
                        new TenantCoverage("public.returns", null, null, null, null, ""));
        assertThat(report.rules())
                .containsExactly(
                        new RuleFigure("balances", "public.orders", 0, 1, 0, 3, Instant.parse("2026-01-02T06:00:00Z")));
        assertThat(report.states())
                .containsExactly(
                        new StateFigure(DiscrepancyType.FIELD_MISMATCH, Severity.LOW, DiscrepancyState.OPEN, 2),
                        new StateFigure(
                                DiscrepancyType.MISSING_IN_TARGET, Severity.CRITICAL, DiscrepancyState.HEALED, 1),
                        new StateFigure(
                                DiscrepancyType.MISSING_IN_TARGET, Severity.CRITICAL, DiscrepancyState.RESOLVED, 1));
        assertThat(report.discrepancies().total()).isEqualTo(4);
        assertThat(report.discrepancies().items())
                .extracting(RecordedDiscrepancy::key)
                .endsWith(List.of("globex-b3"), List.of("globex-a2"));
        assertThat(report.decisions().items())
                .extracting(ChainEntry::actor, ChainEntry::state, entry -> entry.detail()
                        .decision())
                .containsExactly(
                        tuple("ann", DiscrepancyState.RESOLVED, "KEEP_TARGET"),
                        tuple("cid", DiscrepancyState.IN_REVIEW, ""),
                        tuple("ann", DiscrepancyState.RESOLVED, "APPLY_SOURCE"));
        assertThat(report.decisions().items().get(2).detail())
                .isEqualTo(new ChainEntry.Detail("public.orders", "APPLY_SOURCE", "k2", "the source is right"));
        assertThat(report.corrections().items()).isEmpty();
        ChainProof proof = store.audit().prove("shop");
        assertThat(report.chain()).isEqualTo(new EvidenceReport.Chain(proof.length(), proof.head(), true, ""));
        assertThat(proof.head()).matches("[0-9a-f]{64}");
        assertThat(proof.length()).isEqualTo(ReportHistory.ENTRIES);
    }

    @Test
    void evidenceHoldsNoOtherTenantsRecord() {
        EvidenceReport report = reports.evidence(new TenantId("acme"), List.of("public.orders"));

        assertThat(report.toString()).contains("acme-a1", "acme-b1", "acme-b2", "acme-conflict", "k1", "bob");
        assertThat(report.toString()).doesNotContain("globex", "k2", "actor=ann", "actor=cid", "of-other");
        assertThat(report.corrections().items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.detail().correction()).isEqualTo("k1"));
        assertThat(report.rules()).extracting(RuleFigure::violated).containsOnly(0L);
        assertThat(report.discrepancies().items())
                .filteredOn(each -> each.standing().decision() == DecisionKind.ACCEPT)
                .extracting(each -> each.standing().acceptedUntil())
                .containsExactly(Instant.parse("2026-02-01T00:00:00Z"));
    }

    @Test
    void evidenceOfATenantWithoutRecordsIsRefused() {
        assertThatThrownBy(() -> reports.evidence(new TenantId("initech"), List.of()))
                .isInstanceOf(UnknownIdException.class)
                .hasMessage("there is no record of tenant initech");
        assertThatThrownBy(() -> reports.evidence(TenantId.NONE, List.of())).isInstanceOf(UnknownIdException.class);
    }

    @Test
    void longListIsCutAndCounted() {
        assertThat(evidence.decisions("shop", new TenantId("globex"), 1)).satisfies(listed -> {
            assertThat(listed.items()).hasSize(1);
            assertThat(listed.total()).isEqualTo(3);
            assertThat(listed.more()).isEqualTo(2);
        });
        assertThat(evidence.discrepancies("shop", new TenantId("globex"), 3).more())
                .isEqualTo(1);
    }
}
