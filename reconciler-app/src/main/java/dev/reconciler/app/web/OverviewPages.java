package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.TableResume;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.cdc.apply.TableStatus;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.KeptCount;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.confirm.InFlight;
import dev.reconciler.verify.coverage.Covered;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The overview: the stream, problems, tables, jobs, open discrepancies and recent runs. */
public final class OverviewPages implements Routes {
    private final ApiServices services;
    private final Pages pages;

    public OverviewPages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                pages.get(
                        "/",
                        context -> pages.show(
                                context,
                                "overview.jte",
                                pages.frame(context, "Overview", "/"),
                                Map.of("model", model()))),
                pages.get("/overview/live", context -> pages.render(context, "live.jte", Map.of("model", model()))),
                pages.post("/pipeline/pause", this::pause),
                pages.post("/pipeline/resume", this::resume),
                pages.post("/tables/{table}/resume", this::resumeTable));
    }

    /**
     * @param verdict the worst verdict of the table's tenants; null if none was ever verified
     * @param kept the discrepancies that a decision closed although both rows differ
     * @param oldest the time of the tenant's verification that is longest ago; null if a tenant was never verified
     */
    public record TableLine(
            TableStatus table,
            @Nullable Verdict verdict,
            @Nullable Instant oldest,
            String note,
            long open,
            KeptCount kept) {
        public boolean isPaused() {
            return table.state() == TableStatus.State.PAUSED;
        }
    }

    public record Model(
            PipelineStatus status,
            List<TableLine> tables,
            List<OpenCount> open,
            List<InFlight> inFlight,
            List<RunLine> runs,
            Instant now) {
        public boolean applies() {
            return status.mode().equals("replicate");
        }

        public boolean isPaused() {
            return status.sourceStream().state() == PipelineStatus.Stream.PAUSED;
        }
    }

    private Model model() {
        PipelineStatus status = services.control().status();
        List<OpenCount> open = services.records().discrepancies().openCounts(services.name());
        List<KeptCount> kept = services.records().discrepancies().keptCounts(services.name());
        List<Covered> coverage = services.verified().coverage().list(services.name());
        List<TableLine> lines = status.tables().stream()
                .map(t -> line(t, coverage, open, keptOf(t.table(), kept)))
                .toList();
        List<Run> runs = services.records()
                .runs()
                .list(new RunQuery(services.name(), null, null, new PageRequest(0, 8)))
                .items();
        return new Model(
                status,
                lines,
                open,
                services.verified().inFlight().get(),
                RunLine.of(services.records().runs(), runs),
                services.clock().instant());
    }

    private static KeptCount keptOf(String table, List<KeptCount> kept) {
        return kept.stream()
                .filter(count -> count.table().equals(table))
                .findFirst()
                .orElse(new KeptCount(table, 0, 0));
    }

    private static TableLine line(TableStatus table, List<Covered> coverage, List<OpenCount> open, KeptCount kept) {
        List<Covered> mine =
                coverage.stream().filter(c -> c.table().equals(table.table())).toList();
        long differences = open.stream()
                .filter(count -> count.table().equals(table.table()))
                .mapToLong(OpenCount::count)
                .sum();
        Verdict worst = null;
        Instant oldest = Instant.MAX;
        List<String> notes = new ArrayList<>();
        for (Covered covered : mine) {
            worst = worst == null ? covered.verdict() : worst.and(covered.verdict());
            if (covered.verified() == null) {
                oldest = null;
            } else if (oldest != null && covered.verified().at().isBefore(oldest)) {
                oldest = covered.verified().at();
            }
            if (!covered.noVerdict().reason().isEmpty()) {
                notes.add(covered.noVerdict().reason());
            }
        }
        return new TableLine(
                table,
                worst,
                mine.isEmpty() ? null : oldest,
                String.join("; ", notes.stream().distinct().toList()),
                differences,
                kept);
    }

    private void pause(Context context) {
        services.control().pause(AccessControl.actor(context));
        context.redirect("/?notice=paused", HttpStatus.SEE_OTHER);
    }

    private void resume(Context context) {
        services.control().resume(AccessControl.actor(context));
        context.redirect("/?notice=resumed", HttpStatus.SEE_OTHER);
    }

    private void resumeTable(Context context) {
        TableResume.resume(services, context.pathParam("table"), AccessControl.actor(context));
        context.redirect("/?notice=table-resumed", HttpStatus.SEE_OTHER);
    }
}
