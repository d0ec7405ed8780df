package dev.reconciler.app.web;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.TableCoverage;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.Covered;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The page of coverage: the time and the result of each chunk's last verification as a heat map, and all unverifiable parts. */
public final class CoveragePages implements Routes {
    private final ApiServices services;
    private final Pages pages;

    public CoveragePages(ApiServices services) {
        this.services = services;
        this.pages = new Pages(services);
    }

    @Override
    public List<Route> routes() {
        return List.of(pages.get("/coverage", this::coverage));
    }

    /** Limits the size of the page; the API returns all tenants. */
    private static final int MOST_TENANTS = 500;

    private static final int MOST_MAPS = 100;

    /** @param differing the tenants with differences */
    public record Line(TableCoverage table, List<HeatMap.Cell> cells, List<HeatMap.TenantCells> differing) {
        /** At most {@link #MOST_TENANTS} tenants; those that don't agree come first. */
        public List<Covered> tenants() {
            return table.tenants().stream()
                    .sorted(Comparator.comparing(tenant -> tenant.verdict() == Verdict.AGREED))
                    .limit(MOST_TENANTS)
                    .toList();
        }

        public int tenantsLeft() {
            return Math.max(0, table.tenants().size() - MOST_TENANTS);
        }

        public List<HeatMap.TenantCells> maps() {
            return differing.subList(0, Math.min(differing.size(), MOST_MAPS));
        }

        public int mapsLeft() {
            return Math.max(0, differing.size() - MOST_MAPS);
        }

        public String summary() {
            var chunks = table.chunks();
            return Show.number(chunks.total()) + (chunks.total() == 1 ? " chunk" : " chunks") + ": "
                    + Show.number(chunks.diverged()) + " diverged, " + Show.number(chunks.dirty())
                    + " changed since they were verified, " + Show.number(chunks.never()) + " never verified";
        }
    }

    private void coverage(Context context) {
        Instant now = services.clock().instant();
        HeatMap heat = new HeatMap(now);
        List<Line> lines = new ArrayList<>();
        for (TableCoverage table : TableCoverage.of(services)) {
            List<Chunk> map = services.verified().chunks().of(Lookup.table(services, table.table()));
            lines.add(new Line(table, heat.cells(map), heat.tenants(map)));
        }
        pages.show(
                context,
                "coverage.jte",
                pages.frame(context, "Coverage", "/coverage"),
                Map.of("lines", lines, "ages", Arrays.asList(HeatMap.Age.values())));
    }
}
