package dev.reconciler.bench.demo;

import dev.reconciler.app.report.DailyDocument;
import dev.reconciler.app.web.ReportHtml;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.Lag;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunRequest;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;
import dev.reconciler.verify.anomaly.RecordedAnomaly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Collectors;

/** The end of the demo: the daily report in a file, and the rows that look unusual. */
final class Closing {
    private static final int SHOWN = 5;
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Application application;
    private final Narrator narrator;
    private final InstantSource clock;

    Closing(Application application, Narrator narrator, InstantSource clock) {
        this.application = application;
        this.narrator = narrator;
        this.clock = clock;
    }

    /** Prints unusual rows, of which the first are shown; they prove nothing. */
    void tellAnomalies() {
        application.runService().run(RunRequest.all(JobKind.ANOMALIES, "demo"));
        Page<RecordedAnomaly> found = application
                .stores()
                .anomalies()
                .list(new AnomalyQuery(
                        application.config().pipeline(), null, null, null, null, new PageRequest(0, SHOWN)));
        narrator.say("unusual    " + found.total() + " anomalies to look at, which prove nothing"
                + (found.total() > SHOWN ? "; the first " + SHOWN + ":" : ""));
        found.items().forEach(each -> narrator.say("unusual    " + text(each.anomaly())));
    }

    private static String text(Anomaly anomaly) {
        return anomaly.table() + ", tenant " + anomaly.tenant()
                + (anomaly.key() == null ? "" : ", key " + anomaly.key()) + ": "
                + anomaly.deviations().stream()
                        .map(each -> each.column() + " " + each.value() + " (usual: " + each.usual() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** Writes the report of the demo's day. @param file is replaced */
    void writeReport(Path file) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), UTC);
        DailyReport report = application
                .stores()
                .reports()
                .daily(new Day(today, UTC), Lag.unknown("the load of the demo has stopped"));
        Files.writeString(file, ReportHtml.of(DailyDocument.of(report)));
        narrator.say("report     of this day is in " + file);
    }
}
