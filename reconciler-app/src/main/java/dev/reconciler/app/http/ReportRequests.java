package dev.reconciler.app.http;

import dev.reconciler.app.report.ReportFormat;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.report.DailyReport;
import dev.reconciler.report.Day;
import dev.reconciler.report.EvidenceReport;
import dev.reconciler.report.Lag;
import dev.reconciler.report.Reports;
import dev.reconciler.report.ReviewsReport;
import dev.reconciler.report.TrendsReport;
import dev.reconciler.row.TenantId;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the report that a request asks for. */
public final class ReportRequests {
    private static final int DAYS = 7;
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final ApiServices services;
    private final String[] more;

    /** @param more further parameters that requests may have */
    public ReportRequests(ApiServices services, String... more) {
        this.services = services;
        this.more = more.clone();
    }

    /** Of parameters {@code date}, by default today, and {@code zone}, by default UTC. */
    public DailyReport daily(Context context) {
        Day day = RequestParameters.read(context, parameters -> day(parameters, 0), known("date", "zone"));
        return reports().daily(day, lag());
    }

    /** Of parameters {@code date}, the last day, by default yesterday, {@code days} and {@code zone}. */
    public TrendsReport trends(Context context) {
        record Asked(Day last, int days) {}
        Asked asked = RequestParameters.read(
                context,
                parameters -> new Asked(day(parameters, 1), parameters.number("days", DAYS, 2, Reports.MOST_DAYS)),
                known("date", "days", "zone"));
        return reports().trends(asked.last(), asked.days());
    }

    public ReviewsReport reviews(Context context) {
        RequestParameters.read(context, parameters -> "", known());
        return reports().reviews();
    }

    /** Of parameter {@code tenant}; empty without it. */
    public Optional<EvidenceReport> evidenceIfAsked(Context context) {
        return RequestParameters.read(context, parameters -> parameters.text("tenant"), known("tenant"))
                .map(tenant -> reports()
                        .evidence(
                                new TenantId(tenant),
                                services.pipeline().tables().stream()
                                        .filter(MappedTable::hasTenants)
                                        .map(MappedTable::id)
                                        .toList()));
    }

    /** @throws InvalidRequestException without parameter {@code tenant} */
    public EvidenceReport evidence(Context context) {
        return evidenceIfAsked(context)
                .orElseThrow(() -> InvalidRequestException.malformed("tenant", "is missing; name one tenant"));
    }

    /** The format of a file to download; empty for a page. */
    public Optional<ReportFormat> format(Context context) {
        return Optional.ofNullable(context.queryParam("format"))
                .filter(text -> !text.isEmpty())
                .map(text -> RequestParameters.constant("format", text, ReportFormat.class));
    }

    private Day day(RequestParameters parameters, int daysAgo) {
        ZoneId zone = parameters.zone("zone", UTC);
        LocalDate today = services.clock().instant().atZone(zone).toLocalDate();
        return new Day(parameters.date("date", today.minusDays(daysAgo), today), zone);
    }

    /** The lag of the daemon's own stream, which no table records. */
    private Lag lag() {
        Duration lag = services.control().status().sourceStream().lag();
        return lag == null ? Lag.unknown("the stream does not know its lag now") : Lag.of(lag);
    }

    private Reports reports() {
        return services.records().reports();
    }

    private String[] known(String... names) {
        return Stream.concat(Stream.of(names), Stream.of(more)).toArray(String[]::new);
    }
}
