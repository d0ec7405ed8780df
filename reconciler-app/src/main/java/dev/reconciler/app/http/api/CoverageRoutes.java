package dev.reconciler.app.http.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.TableCoverage;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Unverifiable;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The position through which data is verified: by table and tenant, and by chunk. */
public final class CoverageRoutes implements Routes {
    private final ApiServices services;

    public CoverageRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/coverage", this::coverage),
                Route.get("/api/v1/coverage/{table}/chunks", this::chunks));
    }

    /** The members of the parts are the object's own, in their order. */
    record View(
            String pipeline,
            String table,
            @Nullable String tenant,
            @JsonUnwrapped LastVerdict last,
            Covered.@Nullable VerifiedThrough verifiedThrough,
            String unverifiableReason,
            long unverifiableCount) {
        record LastVerdict(String verdict, String verdictJob, Instant verdictAt) {}

        static View of(Covered covered) {
            return new View(
                    covered.pipeline(),
                    covered.table(),
                    covered.tenant().isNone() ? null : covered.tenant().value(),
                    new LastVerdict(covered.verdict().name(), covered.verdictJob(), covered.verdictAt()),
                    covered.verified(),
                    covered.noVerdict().reason(),
                    covered.noVerdict().count());
        }
    }

    record TableView(String table, ChunkSummary chunks, List<PartView> unverifiable) {
        static TableView of(TableCoverage table) {
            return new TableView(
                    table.table(),
                    table.chunks(),
                    table.unverifiable().stream().map(PartView::of).toList());
        }
    }

    record PartView(String part, String subject, String reason, long count) {
        static PartView of(Unverifiable part) {
            return new PartView(part.part().name(), part.subject(), part.reason(), part.count());
        }
    }

    record ChunkView(
            @JsonUnwrapped Range range,
            String state,
            @Nullable String verdict,
            Covered.@Nullable VerifiedThrough verifiedThrough,
            long rows,
            long discrepancies,
            Map<String, Long> discrepanciesByTenant,
            long dirtySequence) {
        /** @param from key parts, inclusive; null: the first chunk; likewise {@code to}, exclusive */
        record Range(@Nullable List<String> from, @Nullable List<String> to) {}

        static ChunkView of(Chunk chunk) {
            Map<String, Long> byTenant = new TreeMap<>();
            chunk.findings().forEach((tenant, count) -> byTenant.put(tenant.value(), count));
            return new ChunkView(
                    new Range(parts(chunk.range().from()), parts(chunk.range().to())),
                    chunk.isNever() ? "NEVER" : chunk.isDirty() ? "DIRTY" : "CLEAN",
                    chunk.isNever() ? null : chunk.isDiverged() ? "DIVERGED" : "AGREED",
                    chunk.verified(),
                    chunk.rows(),
                    byTenant.values().stream().mapToLong(Long::longValue).sum(),
                    byTenant,
                    chunk.dirtySequence());
        }

        private static @Nullable List<String> parts(@Nullable RowKey key) {
            return key == null ? null : key.parts();
        }
    }

    private void coverage(Context context) {
        RequestParameters.none(context);
        List<TableCoverage> tables = TableCoverage.of(services);
        JsonBody.write(
                context,
                Map.of(
                        "items",
                        services.verified().coverage().list(services.name()).stream()
                                .map(View::of)
                                .toList(),
                        "tables",
                        tables.stream().map(TableView::of).toList()));
    }

    private void chunks(Context context) {
        PageRequest page = RequestParameters.read(context, RequestParameters::page, "page", "size");
        List<Chunk> chunks = services.verified().chunks().of(Lookup.table(services, context.pathParam("table")));
        List<Chunk> items =
                chunks.stream().skip(page.offset()).limit(page.size()).toList();
        JsonBody.write(context, Paged.of(new Page<>(items, page.number(), page.size(), chunks.size()), ChunkView::of));
    }
}
