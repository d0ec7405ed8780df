package dev.reconciler.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.http.OpenProblem;
import dev.reconciler.app.testing.DaemonLab;
import dev.reconciler.app.testing.RuleLab;
import dev.reconciler.cdc.apply.AppliedBatch;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.anomaly.ModelReport;
import dev.reconciler.verify.coverage.Chunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class MetricsTest {
    private final DaemonLab daemon = new DaemonLab();

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void exportedNamesAndLabelsAreTheContract() {
        Discrepancy found = daemon.mismatch("a", "1.00", "9.00");
        daemon.lab.control.tick(Duration.ofSeconds(90));
        daemon.verified("public.customers", "acme", Verdict.DIVERGED);
        RunResult[] results = {
            DaemonLab.result("public.customers", "acme", Verdict.DIVERGED, 300, 3),
            DaemonLab.result("public.customers", "globex", Verdict.AGREED, 100, 0)
        };
        Run run = daemon.checksum(results);
        daemon.metrics.runs().recorded(run.id(), new Recorded(found, Recorded.Outcome.NEW));
        daemon.metrics.runs().recorded(run.id(), new Recorded(found, Recorded.Outcome.SEEN_AGAIN));
        daemon.metrics.runs().corrected("public.customers", "UPDATE");
        daemon.metrics.runs().planned(run.id(), "public.customers", found.id(), "UPDATE");
        daemon.metrics.runs().canaryFailed(run, "checksum", "missed");
        daemon.metrics.runs().finished(run, List.of(results), Duration.ofSeconds(42));
        daemon.metrics.stream()
                .applied(new AppliedBatch(
                        daemon.lab.fence(),
                        0,
                        2,
                        Map.of("public.orders", new AppliedBatch.Changes(3, 2, 0, 0, 0)),
                        false,
                        daemon.lab.control.clock().instant(),
                        daemon.lab.control.clock().instant(),
                        Duration.ofMillis(40)));
        daemon.metrics.verification().checked(250);
        daemon.metrics.verification().suspected(4);
        daemon.metrics.verification().ruleFailed("totals", 2);
        daemon.metrics.verification().throttled(Duration.ofMillis(1500));

        daemon.stream.stands(new OpenProblem(
                "backfill",
                "public.orders",
                "the target refuses the rows",
                "drop the constraint",
                "PARTIAL",
                3,
                daemon.lab.control.clock().instant()));

        String scrape = daemon.metrics.scrape();
        assertThat(scrape.lines())
                .contains(
                        "reconciliation_inconsistencies_total{pipeline=\"shop\",severity=\"MEDIUM\","
                                + "table=\"public.customers\",type=\"FIELD_MISMATCH\"} 1.0",
                        "# TYPE reconciliation_duration_seconds histogram",
                        "reconciliation_duration_seconds_bucket{job_type=\"checksum\",le=\"60.0\"} 1",
                        "reconciliation_duration_seconds_count{job_type=\"checksum\"} 1",
                        "reconciliation_auto_corrections_total{correction_type=\"UPDATE\",table=\"public.customers\"}"
                                + " 1.0",
                        "reconciliation_planned_corrections_total{correction_type=\"UPDATE\",pipeline=\"shop\","
                                + "table=\"public.customers\"} 1.0",
                        "reconciliation_inconsistencies_total{pipeline=\"shop\",severity=\"HIGH\","
                                + "table=\"public.orders\",type=\"DUPLICATE_KEY\"} 0.0",
                        "data_drift_percentage{pipeline=\"shop\",table=\"public.customers\"} 0.75",
                        "reconciliation_last_success_timestamp_seconds{job_type=\"checksum\",pipeline=\"shop\"}"
                                + " 1.767225732E9",
                        "reconciliation_canary_failures_total{job_type=\"checksum\",pipeline=\"shop\",reason=\"missed\"}"
                                + " 1.0",
                        "reconciliation_canary_failures_total{job_type=\"count\",pipeline=\"shop\",reason=\"missed\"}"
                                + " 0.0",
                        "reconciliation_job_overdue{job_type=\"count\",pipeline=\"shop\"} 1.0",
                        "reconciliation_job_overdue{job_type=\"rules\",pipeline=\"shop\"} 0.0",
                        "reconciliation_problems{pipeline=\"shop\",step=\"backfill\",table=\"public.orders\"} 1.0",
                        "reconciliation_verified_age_seconds{pipeline=\"shop\",table=\"public.customers\"} 42.0",
                        "reconciliation_verified_age_seconds{pipeline=\"shop\",table=\"public.orders\"} +Inf",
                        "reconciliation_open_discrepancies{pipeline=\"shop\",severity=\"MEDIUM\",type=\"FIELD_MISMATCH\"}"
                                + " 1.0",
                        "reconciliation_open_discrepancies{pipeline=\"shop\",severity=\"HIGH\",type=\"RULE_VIOLATION\"}"
                                + " 0.0",
                        "reconciliation_review_oldest_age_seconds 132.0",
                        "cdc_lag_seconds{pipeline=\"shop\"} 0.85",
                        "reconciliation_stream_verified_sequence{pipeline=\"shop\"} 4700.0",
                        "reconciliation_stream_verification_lag_seconds{pipeline=\"shop\"} 1.2",
                        "reconciliation_stream_waiting_keys{pipeline=\"shop\"} 3.0",
                        "reconciliation_stream_checked_keys_total{pipeline=\"shop\"} 250.0",
                        "reconciliation_stream_suspects_total{pipeline=\"shop\"} 4.0",
                        "reconciliation_stream_rule_failures_total{pipeline=\"shop\",rule=\"totals\"} 2.0",
                        "reconciliation_throttled_seconds_total{pipeline=\"shop\",reason=\"stream-verification\"} 1.5",
                        "cdc_lag_bytes{pipeline=\"shop\"} 2048.0",
                        "cdc_slot_retained_bytes{pipeline=\"shop\"} 1048576.0",
                        "cdc_target_stream_lag_seconds{pipeline=\"shop\"} 4.3",
                        "cdc_target_slot_retained_bytes{pipeline=\"shop\"} 2097152.0",
                        "cdc_events_total{operation=\"insert\",pipeline=\"shop\",table=\"public.orders\"} 3.0",
                        "cdc_events_total{operation=\"update\",pipeline=\"shop\",table=\"public.orders\"} 2.0",
                        "# TYPE cdc_apply_batch_seconds histogram",
                        "cdc_apply_batch_seconds_count 1",
                        "cdc_parked_events{pipeline=\"shop\"} 2.0");
        assertThat(scrape).doesNotContain("tenant").doesNotContain("acme").doesNotContain("operation=\"delete\"");
    }

    @Test
    void rulesSamplesAndAnomaliesHaveTheFiguresOfTheirLastResults(@TempDir Path directory) throws IOException {
        RuleLab rules = new RuleLab(daemon, directory);
        Run ofRules = rules.run();
        rules.violated(ofRules, "acme", 130);
        rules.failed(ofRules, "globex");
        daemon.sampled(
                DaemonLab.sample("public.customers", null), DaemonLab.sample("public.customers", new TenantId("acme")));
        Run unusual = daemon.ended("anomalies", RunState.SUCCEEDED);
        for (String table : List.of("public.customers", "public.orders")) {
            daemon.anomalies.record(
                    "shop",
                    unusual.id(),
                    table,
                    List.of(
                            new ModelReport(table, new TenantId("acme"), 5_000, 2, 1.5, 7, 2, ""),
                            new ModelReport(table, new TenantId("globex"), 5_000, 0, 1.5, 4, 4, "")),
                    List.of());
        }
        daemon.ended("anomalies", RunState.FAILED);

        assertThat(daemon.metrics.scrape().lines())
                .contains(
                        "reconciliation_rule_violations{pipeline=\"shop\",rule=\"totals\"} 130.0",
                        "reconciliation_rule_undecided{pipeline=\"shop\",rule=\"totals\"} 1.0",
                        "reconciliation_sample_error_rate_bound{pipeline=\"shop\",table=\"public.customers\"} 0.02163",
                        "reconciliation_anomalies{pipeline=\"shop\",table=\"public.customers\"} 11.0",
                        "reconciliation_anomalies{pipeline=\"shop\",table=\"public.orders\"} 11.0")
                .noneMatch(line -> line.contains("rule=\"orphans\""));

        daemon.rules = new RuleBook(List.of(), List.of());
        assertThat(daemon.metrics.scrape()).as("of a rule without a file").doesNotContain("rule=\"totals\"");
    }

    @Test
    void unreadableMetricIsAbsentInsteadOfStale() {
        assertThat(daemon.metrics.scrape()).contains("reconciliation_open_discrepancies{");
        daemon.lab.rogue("ALTER TABLE reconciler.discrepancy RENAME TO gone");
        String scrape = daemon.metrics.scrape();
        assertThat(scrape)
                .doesNotContain("reconciliation_open_discrepancies{", "reconciliation_review_oldest_age_seconds ")
                .contains("reconciliation_verified_age_seconds{", "cdc_lag_seconds{");
    }

    @Test
    void aTableIsAsOldAsTheChunkThatWasVerifiedLongestAgo() {
        RowKey middle = RowKey.of("m");
        Chunk first = Chunk.verified(new KeyRange(null, middle), daemon.through(), 1, Map.of());
        daemon.chunks.verified(daemon.lab.orders, List.of(first));
        daemon.lab.control.tick(Duration.ofSeconds(10));
        assertThat(daemon.metrics.scrape())
                .contains("reconciliation_verified_age_seconds{pipeline=\"shop\",table=\"public.orders\"} +Inf");

        Chunk second = Chunk.verified(new KeyRange(middle, null), daemon.through(), 1, Map.of());
        daemon.chunks.verified(daemon.lab.orders, List.of(second));
        daemon.lab.control.tick(Duration.ofSeconds(5));
        assertThat(daemon.metrics.scrape())
                .contains("reconciliation_verified_age_seconds{pipeline=\"shop\",table=\"public.orders\"} 15.0");
    }
}
