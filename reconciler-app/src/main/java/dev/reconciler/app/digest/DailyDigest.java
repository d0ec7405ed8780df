package dev.reconciler.app.digest;

import dev.reconciler.app.report.DailyDocument;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.Lag;
import dev.reconciler.report.Reports;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of the day before, for each receiver. A receiver that fails does not keep the report from the others; it is a
 * standing problem until it receives a report. So is a report that can't be made: the next one is due a day later, too late for a
 * failure that has to repeat.
 */
public final class DailyDigest implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DailyDigest.class);
    private static final ProblemKey MAKING = ProblemKey.ofPipeline("report");
    private static final Lag NO_LAG = Lag.unknown("a scheduled report has none; see the metric cdc_lag_seconds");

    private final Reports reports;
    private final List<Receiver> receivers;
    private final ZoneId zone;
    private final Problems problems;
    private final InstantSource clock;

    /** @param zone of the day */
    public DailyDigest(Reports reports, List<Receiver> receivers, ZoneId zone, Problems problems, InstantSource clock) {
        this.reports = reports;
        this.receivers = List.copyOf(receivers);
        this.zone = zone;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    public void run() {
        LocalDate date = clock.instant().atZone(zone).toLocalDate().minusDays(1);
        made(date).ifPresent(report -> receivers.forEach(receiver -> send(receiver, report)));
    }

    private Optional<DailyReport> made(LocalDate date) {
        try {
            DailyReport report = reports.daily(new Day(date, zone), NO_LAG);
            problems.ended(MAKING);
            return Optional.of(report);
        } catch (RuntimeException e) {
            LOG.warn("report not made date={} error=\"{}\"", date, e.getMessage());
            raise(MAKING, "the daily report could not be made: " + e.getMessage(), "check the control database", date);
            return Optional.empty();
        }
    }

    private void send(Receiver receiver, DailyReport report) {
        ProblemKey key = ProblemKey.ofPipeline(receiver.step());
        LocalDate date = report.day().date();
        try {
            receiver.receive(report, DailyDocument.of(report));
            problems.ended(key);
            LOG.info("report delivered date={} receiver={}", date, receiver.step());
        } catch (NotDeliveredException e) {
            LOG.warn("report not delivered date={} receiver={} error=\"{}\"", date, receiver.step(), e.getMessage());
            raise(key, "the daily report was not delivered: " + e.getMessage(), e.action(), date);
        }
    }

    private void raise(ProblemKey key, String cause, String action, LocalDate date) {
        problems.raise(
                key,
                cause,
                action + "; make the missed one with 'reconciler report daily --date " + date + " --zone " + zone + "'",
                Effect.PARTIAL);
    }
}
