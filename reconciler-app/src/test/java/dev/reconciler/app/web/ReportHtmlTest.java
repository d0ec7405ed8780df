package dev.reconciler.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.report.DailyDocument;
import dev.reconciler.app.report.EvidenceDocument;
import dev.reconciler.app.report.Markdown;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.report.Activity;
import dev.reconciler.report.ActivityCounts;
import dev.reconciler.report.ActorActivity;
import dev.reconciler.report.ChainEntry;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.DayLag;
import dev.reconciler.report.EvidenceReport;
import dev.reconciler.report.Lag;
import dev.reconciler.report.Listed;
import dev.reconciler.report.OpenNow;
import dev.reconciler.report.RecordedDiscrepancy;
import dev.reconciler.report.ReportHeading;
import dev.reconciler.report.RuleFigure;
import dev.reconciler.report.TableActivity;
import dev.reconciler.report.TypeActivity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ReportHtmlTest {
    private static final String HOSTILE = "</title><script>alert('x')</script>\"'<img src=x onerror=alert(1)>\u202e";
    private static final Instant NOW = Instant.parse("2026-01-02T10:00:00Z");
    private static final ReportHeading HEADING = new ReportHeading(HOSTILE, HOSTILE, NOW);
    private static final ActivityCounts FOUND = new ActivityCounts(3, 0, 0, 0, 0, 0);

    private static final DailyReport DAILY = new DailyReport(
            HEADING,
            new Day(LocalDate.parse("2026-01-02"), ZoneOffset.UTC),
            false,
            new Activity(
                    FOUND,
                    List.of(new TypeActivity(DiscrepancyType.FIELD_MISMATCH, Severity.HIGH, FOUND)),
                    List.of(new TableActivity(HOSTILE, FOUND)),
                    List.of(new ActorActivity(HOSTILE, DiscrepancyState.OPEN, 3)),
                    7,
                    null,
                    List.of()),
            new OpenNow(0, List.of(), null),
            new DailyReport.Checks(List.of(new RuleFigure(HOSTILE, HOSTILE, 1, 0, 0, 0, NOW)), List.of(), List.of()),
            Lag.unknown(HOSTILE),
            new DayLag(Duration.ofSeconds(2), Duration.ofMinutes(3), 1_440));

    private static final EvidenceReport EVIDENCE = new EvidenceReport(
            HEADING,
            List.of(),
            List.of(),
            List.of(),
            new Listed<>(
                    5,
                    List.of(new RecordedDiscrepancy(
                            HOSTILE,
                            HOSTILE,
                            List.of(HOSTILE),
                            DiscrepancyType.FIELD_MISMATCH,
                            Severity.HIGH,
                            new RecordedDiscrepancy.Standing(DiscrepancyState.OPEN, NOW, null, null, null),
                            NOW))),
            new Listed<>(
                    1,
                    List.of(new ChainEntry(
                            1,
                            NOW,
                            HOSTILE,
                            DiscrepancyState.RESOLVED,
                            HOSTILE,
                            new ChainEntry.Detail(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
                            HOSTILE))),
            new Listed<>(0, List.of()),
            new EvidenceReport.Chain(9, "abc", false, "entry 3: " + new ChainCheck.Broken(3, HOSTILE).reason()));

    @Test
    void noValueBecomesMarkup() {
        for (String html :
                List.of(ReportHtml.of(DailyDocument.of(DAILY)), ReportHtml.of(EvidenceDocument.of(EVIDENCE)))) {
            assertThat(html).contains("&lt;script&gt;alert(").doesNotContain("<script", "<img", "\u202e");
        }
        for (String markdown :
                List.of(Markdown.of(DailyDocument.of(DAILY)), Markdown.of(EvidenceDocument.of(EVIDENCE)))) {
            assertThat(markdown).contains("&lt;script&gt;").doesNotContain("<", "\u202e");
        }
    }

    @Test
    void fileNeedsNoOtherFile() {
        assertThat(ReportHtml.of(DailyDocument.of(DAILY)))
                .startsWith("<!DOCTYPE html>")
                .contains("prefers-color-scheme: dark", "<svg class=\"chart\" role=\"img\"")
                .doesNotContain("href=", "url(", "@import", "<link", "<script");
    }

    @Test
    void unknownFiguresAreSaidToBeUnknown() {
        String markdown = Markdown.of(DailyDocument.of(DAILY));

        assertThat(markdown)
                .contains(
                        "Auto-correction rate: unknown: nothing was closed",
                        "Replication lag of the day: median 2 s, at most 3 min, in 1440 minutes",
                        "Replication lag now: unknown: ",
                        "the day has not ended",
                        "No run started on this day.");
        assertThat(Markdown.of(EvidenceDocument.of(EVIDENCE)))
                .contains("1 of 5 are listed; 4 more", "Verified: no: entry 3:");
    }
}
