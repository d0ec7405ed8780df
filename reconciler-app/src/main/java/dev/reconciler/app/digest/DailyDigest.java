package dev.reconciler.app.digest;

import dev.reconciler.app.report.DailyDocument;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.Lag;
import dev.reconciler.report.ReportDeliveries;
import dev.reconciler.report.Reports;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report of each day, for each receiver. A report that could not be made or delivered stays due, and so do those of days on which no
 * daemon ran: {@link #retry} sends them, for {@link #MOST_DAYS} days. A receiver that fails does not keep the report from the others. It is
 * a standing problem until it has every report, and so is a report that can't be made.
 *
 * <p>A delivery is recorded after the receiver took the report. A crash in between sends it again: at least once, not exactly once.
 */
public final class DailyDigest implements Runnable {
    /** Days whose reports are still sent: yesterday and those before it. */
    static final int MOST_DAYS = 7;

    private static final Logger LOG = LoggerFactory.getLogger(DailyDigest.class);
    private static final ProblemKey MAKING = ProblemKey.ofPipeline("report");
    private static final ProblemKey MISSED = ProblemKey.ofPipeline("report-missed");
    private static final Lag NO_LAG = Lag.unknown("a scheduled report has none; see the metric cdc_lag_seconds");

    private final Reports reports;
    private final ReportDeliveries deliveries;
    private final List<Receiver> receivers;
    private final ZoneId zone;
    private final Problems problems;
    private final InstantSource clock;

    /** @param zone of the day */
    public DailyDigest(
            Reports reports,
            ReportDeliveries deliveries,
            List<Receiver> receivers,
            ZoneId zone,
            Problems problems,
            InstantSource clock) {
        this.reports = reports;
        this.deliveries = deliveries;
        this.receivers = List.copyOf(receivers);
        this.zone = zone;
        this.problems = problems;
        this.clock = clock;
    }

    /** Notes that yesterday's report is due, with those of the days since the last one, and sends all that are due. */
    @Override
    public synchronized void run() {
        LocalDate yesterday = clock.instant().atZone(zone).toLocalDate().minusDays(1);
        long missed = receivers.stream()
                .mapToLong(receiver -> due(receiver, yesterday))
                .max()
                .orElse(0);
        if (missed == 0) {
            problems.ended(MISSED);
        } else {
            LOG.warn(
                    "reports not sent days={} error=\"older than {} days\"; action=\"reconciler report daily --date DATE\"",
                    missed,
                    MOST_DAYS);
            raise(
                    MISSED,
                    missed + " daily reports are older than " + MOST_DAYS + " days and will not be sent",
                    "check the receivers of reports",
                    yesterday.minusDays(MOST_DAYS));
        }
        retry();
    }

    /** @return the number of days that are too old to be sent */
    private long due(Receiver receiver, LocalDate yesterday) {
        LocalDate next = deliveries
                .latest(receiver.step())
                .map(latest -> latest.plusDays(1))
                .orElse(yesterday);
        if (!next.isAfter(yesterday)) {
            deliveries.due(
                    receiver.step(), next.datesUntil(yesterday.plusDays(1)).toList());
        }
        return deliveries.forget(receiver.step(), yesterday.minusDays(MOST_DAYS - 1L));
    }

    /** Sends the reports that are due and not sent. */
    public synchronized void retry() {
        Map<Receiver, List<LocalDate>> unsent = new LinkedHashMap<>();
        receivers.forEach(receiver -> unsent.put(receiver, deliveries.unsent(receiver.step())));
        Map<LocalDate, Optional<DailyReport>> made = new TreeMap<>();
        unsent.values().stream().flatMap(List::stream).forEach(day -> made.computeIfAbsent(day, this::made));
        if (!made.isEmpty() && made.values().stream().allMatch(Optional::isPresent)) {
            problems.ended(MAKING);
        }
        unsent.forEach((receiver, days) -> {
            List<LocalDate> left = days.stream()
                    .filter(day -> made.getOrDefault(day, Optional.empty())
                            .filter(report -> send(receiver, report, days))
                            .isEmpty())
                    .toList();
            if (left.isEmpty()) {
                problems.ended(ProblemKey.ofPipeline(receiver.step()));
            }
        });
    }

    private Optional<DailyReport> made(LocalDate date) {
        try {
            return Optional.of(reports.daily(new Day(date, zone), NO_LAG));
        } catch (RuntimeException e) {
            LOG.warn("report not made date={} error=\"{}\"; retrying", date, e.getMessage());
            raise(MAKING, "the daily report could not be made: " + e.getMessage(), "check the control database", date);
            return Optional.empty();
        }
    }

    /** Returns whether the receiver took it. */
    private boolean send(Receiver receiver, DailyReport report, List<LocalDate> due) {
        LocalDate date = report.day().date();
        try {
            receiver.receive(report, DailyDocument.of(report));
        } catch (NotDeliveredException e) {
            LOG.warn(
                    "report not delivered date={} receiver={} due={} error=\"{}\"; retrying",
                    date,
                    receiver.step(),
                    due.size(),
                    e.getMessage());
            raise(
                    ProblemKey.ofPipeline(receiver.step()),
                    "the daily report was not delivered: " + e.getMessage(),
                    e.action(),
                    date);
            return false;
        }
        deliveries.sent(receiver.step(), date);
        LOG.info("report delivered date={} receiver={}", date, receiver.step());
        return true;
    }

    private void raise(ProblemKey key, String cause, String action, LocalDate date) {
        problems.raise(
                key,
                cause,
                action + "; a report is sent again for " + MOST_DAYS + " days; make the missed one at once with"
                        + " 'reconciler report daily --date " + date + " --zone " + zone + "'",
                Effect.PARTIAL);
    }
}
