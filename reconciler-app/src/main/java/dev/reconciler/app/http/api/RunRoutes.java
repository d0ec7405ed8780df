package dev.reconciler.app.http.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.Lookup;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.SampleView;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunScope;
import dev.reconciler.run.RunState;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists runs with their results. */
public final class RunRoutes implements Routes {
    private final ApiServices services;

    public RunRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/runs", this::list),
                Route.get("/api/v1/runs/{id}", this::find),
                Route.get("/api/v1/runs/{id}/samples", this::samples));
    }

    private void list(Context context) {
        RunQuery query = RequestParameters.read(context, this::query, "job", "state", "page", "size", "after");
        JsonBody.write(context, Paged.of(services.records().runs().list(query), View::of));
    }

    private RunQuery query(RequestParameters parameters) {
        return new RunQuery(
                services.name(),
                parameters.text("job").orElse(null),
                parameters.one("state", RunState.class).orElse(null),
                parameters.pageOrWalk());
    }

    record Result(
            String table,
            @Nullable String tenant,
            String verdict,
            long sourceRows,
            long targetRows,
            long inDoubt,
            long discrepancies,
            String note) {
        static Result of(RunResult result) {
            return new Result(
                    result.table(),
                    result.tenant().isNone() ? null : result.tenant().value(),
                    result.verdict().name(),
                    result.sourceRows(),
                    result.targetRows(),
                    result.inDoubt(),
                    result.discrepancies(),
                    result.note());
        }
    }

    /** A run: one flat object, with the members of the parts in their order. */
    record View(
            String id,
            String pipeline,
            String job,
            String trigger,
            @JsonUnwrapped RunScope scope,
            RunState state,
            @JsonUnwrapped Run.Times times,
            String error) {
        static View of(Run run) {
            return new View(
                    run.id(),
                    run.pipeline(),
                    run.job(),
                    run.trigger(),
                    run.scope(),
                    run.state(),
                    run.times(),
                    run.error());
        }
    }

    /** @param chunks number of finished chunks */
    record Detail(@JsonUnwrapped View run, long chunks, List<Result> results) {}

    private void samples(Context context) {
        RequestParameters.none(context);
        Run run = Lookup.run(services, context.pathParam("id"));
        JsonBody.write(
                context,
                Map.of(
                        "items",
                        services.records().runs().samples(run.id()).stream()
                                .map(SampleView::of)
                                .toList()));
    }

    private void find(Context context) {
        String id = context.pathParam("id");
        Run run = Lookup.run(services, id);
        JsonBody.write(
                context,
                new Detail(
                        View.of(run),
                        services.records().runs().chunks(id).size(),
                        services.records().runs().results(id).stream()
                                .map(Result::of)
                                .toList()));
    }
}
