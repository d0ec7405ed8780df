package dev.reconciler.app.cli;

import dev.reconciler.app.report.DailyDocument;
import dev.reconciler.app.report.EvidenceDocument;
import dev.reconciler.app.report.ReviewsDocument;
import dev.reconciler.app.report.TrendsDocument;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.EvidenceReport;
import dev.reconciler.report.Lag;
import dev.reconciler.report.Reports;
import dev.reconciler.report.ReviewsReport;
import dev.reconciler.report.TrendsReport;
import dev.reconciler.row.TenantId;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code report}: reports from the records of the control database. */
@Command(name = "report", description = "Reports of a day, of trends, of reviews, and evidence about a tenant.")
public final class ReportCommand implements Runnable {
    private static final Lag NO_LAG = Lag.unknown("only the running daemon knows it;"
            + " see GET /api/v1/reports/daily or /api/v1/status of the running daemon");

    private final Pipelines pipelines;
    private final InstantSource clock;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public ReportCommand(Pipelines pipelines, InstantSource clock) {
        this.pipelines = pipelines;
        this.clock = clock;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "command missing: 'report daily', 'report trends', 'report reviews' or 'report evidence'");
    }

    @Command(
            name = "daily",
            description = "The figures of one day: found, corrected, healed, queued, resolved, open and verified.",
            footer = "Exit status: 0 success, 2 error.")
    int daily(
            @Mixin ConfigOption config,
            @Mixin ReportOutput output,
            @Option(names = "--date", paramLabel = "DATE", description = "The day (default: today).") @Nullable
                    LocalDate date,
            @Option(
                            names = "--zone",
                            paramLabel = "ZONE",
                            defaultValue = "UTC",
                            description = "Time zone of the day (default: ${DEFAULT-VALUE}).")
                    ZoneId zone) {
        Day day = day(date, zone, 0);
        DailyReport report = pipelines.recorded(
                config, application -> application.stores().reports().daily(day, NO_LAG));
        output.write(spec.commandLine().getOut(), report, DailyDocument.of(report));
        return ExitCode.OK;
    }

    @Command(
            name = "trends",
            description = "The differences found day by day, by table and overall.",
            footer = "Exit status: 0 success, 2 error.")
    int trends(
            @Mixin ConfigOption config,
            @Mixin ReportOutput output,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "7",
                            description = "Number of days, 2 to " + Reports.MOST_DAYS + " (default: ${DEFAULT-VALUE}).")
                    int days,
            @Option(names = "--date", paramLabel = "DATE", description = "The last day (default: yesterday).") @Nullable
                    LocalDate date,
            @Option(
                            names = "--zone",
                            paramLabel = "ZONE",
                            defaultValue = "UTC",
                            description = "Time zone of the days (default: ${DEFAULT-VALUE}).")
                    ZoneId zone) {
        Day last = day(date, zone, 1);
        if (days < 2 || days > Reports.MOST_DAYS) {
            throw new ParameterException(
                    spec.commandLine(), "--days must be 2 to " + Reports.MOST_DAYS + ", not " + days);
        }
        TrendsReport report = pipelines.recorded(
                config, application -> application.stores().reports().trends(last, days));
        output.write(spec.commandLine().getOut(), report, TrendsDocument.of(report));
        return ExitCode.OK;
    }

    @Command(
            name = "reviews",
            description = "The review queue and the decisions in force, by type, severity, state and age.",
            footer = "Exit status: 0 success, 2 error.")
    int reviews(@Mixin ConfigOption config, @Mixin ReportOutput output) {
        ReviewsReport report = pipelines.recorded(
                config, application -> application.stores().reports().reviews());
        output.write(spec.commandLine().getOut(), report, ReviewsDocument.of(report));
        return ExitCode.OK;
    }

    @Command(
            name = "evidence",
            description = "Evidence for an auditor about one tenant: coverage, rules, discrepancies, decisions,"
                    + " corrections, and the proof of the audit chain.",
            footer = "Exit status: 0 success, 1 the audit chain is broken, 2 error.")
    int evidence(
            @Mixin ConfigOption config,
            @Mixin ReportOutput output,
            @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "The tenant.")
                    String tenant) {
        EvidenceReport report = pipelines.recorded(config, application -> application
                .stores()
                .reports()
                .evidence(
                        new TenantId(tenant),
                        application.pipeline().tables().stream()
                                .filter(MappedTable::hasTenants)
                                .map(MappedTable::id)
                                .toList()));
        output.write(spec.commandLine().getOut(), report, EvidenceDocument.of(report));
        return report.chain().verified() ? ExitCode.OK : ExitCode.NO;
    }

    private Day day(@Nullable LocalDate date, ZoneId zone, int daysAgo) {
        LocalDate today = clock.instant().atZone(zone).toLocalDate();
        if (date != null && date.isAfter(today)) {
            throw new ParameterException(
                    spec.commandLine(), "--date " + date + " is in the future: today is " + today + " in zone " + zone);
        }
        if (date != null && date.getYear() < Reports.EARLIEST_YEAR) {
            throw new ParameterException(
                    spec.commandLine(), "--date " + date + " is before the year " + Reports.EARLIEST_YEAR);
        }
        return new Day(date == null ? today.minusDays(daysAgo) : date, zone);
    }
}
