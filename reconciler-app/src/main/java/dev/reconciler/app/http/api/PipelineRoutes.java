package dev.reconciler.app.http.api;

import dev.reconciler.app.http.ApiServices;
import dev.reconciler.app.http.InvalidRequestException;
import dev.reconciler.app.http.JsonBody;
import dev.reconciler.app.http.PipelineStatus;
import dev.reconciler.app.http.RequestParameters;
import dev.reconciler.app.http.Route;
import dev.reconciler.app.http.Routes;
import dev.reconciler.app.http.TableResume;
import dev.reconciler.app.security.AccessControl;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.KeptCount;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.NotRecordedException;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunRequest;
import dev.reconciler.schema.UnmappedTables;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pipeline's status, and its control. */
public final class PipelineRoutes implements Routes {
    private final ApiServices services;

    public PipelineRoutes(ApiServices services) {
        this.services = services;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/status", this::status),
                Route.get("/api/v1/pipelines", this::list),
                Route.post("/api/v1/pipelines/{pipeline}/pause", this::pause),
                Route.post("/api/v1/pipelines/{pipeline}/resume", this::resume),
                Route.post("/api/v1/pipelines/{pipeline}/runs", this::run),
                Route.post("/api/v1/tables/{table}/resume", this::resumeTable));
    }

    /**
     * @param lastSuccess by job; one that never succeeded is not in it
     * @param kept number of discrepancies that a reviewer closed although both sides differ
     * @param unmapped source tables that are neither copied nor verified, by schema
     */
    record Status(
            PipelineStatus pipeline,
            List<OpenCount> open,
            Map<String, Instant> lastSuccess,
            @Nullable Instant oldestReview,
            List<UnmappedTables> unmapped,
            Instant now,
            List<KeptCount> kept) {}

    private void status(Context context) {
        RequestParameters.none(context);
        String name = services.name();
        JsonBody.write(
                context,
                new Status(
                        services.control().status(),
                        services.records().discrepancies().openCounts(name),
                        services.records().runs().lastSuccess(name),
                        services.records()
                                .discrepancies()
                                .oldest(name, DiscrepancyState.IN_REVIEW)
                                .orElse(null),
                        services.control().unmapped(),
                        services.clock().instant(),
                        services.records().discrepancies().keptCounts(name)));
    }

    private void list(Context context) {
        RequestParameters.none(context);
        JsonBody.write(context, Map.of("items", List.of(services.control().status())));
    }

    private void pause(Context context) {
        pipeline(context);
        services.control().pause(AccessControl.actor(context));
        JsonBody.write(context, services.control().status());
    }

    private void resume(Context context) {
        pipeline(context);
        services.control().resume(AccessControl.actor(context));
        JsonBody.write(context, services.control().status());
    }

    private void resumeTable(Context context) {
        TableResume.resume(services, context.pathParam("table"), AccessControl.actor(context));
        JsonBody.write(context, services.control().status());
    }

    /**
     * @param tables mapping ids; absent or empty for all
     * @param rules names of rules, for the job {@code rules} only
     * @param since a time, or a duration before now: only the rows that the stream changed since then
     * @param until absent for now
     */
    record RunBody(
            @Nullable String job,
            @Nullable List<String> tables,
            @Nullable List<String> tenants,
            @Nullable List<String> rules,
            @Nullable String since,
            @Nullable String until) {
        RunRequest request(String actor, Instant now) {
            if (job == null) {
                throw InvalidRequestException.malformed("job", "is missing");
            }
            JobKind kind = job(job);
            List<String> names = texts("rules", rules);
            if (!names.isEmpty() && kind != JobKind.RULES) {
                throw InvalidRequestException.senseless("rules", "are evaluated by the job rules only");
            }
            return new RunRequest(
                    kind,
                    actor,
                    texts("tables", tables),
                    texts("tenants", tenants).stream().map(TenantId::new).toList(),
                    names,
                    changed(kind, now));
        }

        private @Nullable ChangedBetween changed(JobKind kind, Instant now) {
            try {
                ChangedBetween changed = ChangedBetween.parse(since, until, now);
                RunRequest.all(kind, "").ofChanges(changed);
                return changed;
            } catch (IllegalArgumentException e) {
                throw InvalidRequestException.senseless("since, until", String.valueOf(e.getMessage()));
            }
        }

        private static JobKind job(String name) {
            try {
                return JobKind.of(name);
            } catch (IllegalArgumentException e) {
                throw InvalidRequestException.senseless("job", String.valueOf(e.getMessage()));
            }
        }

        private static List<String> texts(String field, @Nullable List<String> texts) {
            if (texts == null) {
                return List.of();
            }
            if (texts.stream().anyMatch(text -> text == null || text.isBlank())) {
                throw InvalidRequestException.malformed(field, "has an empty name");
            }
            return texts;
        }
    }

    private void run(Context context) {
        pipeline(context);
        RunRequest request = JsonBody.read(context, RunBody.class)
                .request(AccessControl.actor(context), services.clock().instant());
        Run run = launch(request);
        context.status(202).header("Location", "/api/v1/runs/" + run.id());
        JsonBody.write(context, Map.of("id", run.id()));
    }

    private Run launch(RunRequest request) {
        try {
            return services.operations().launcher().launch(request);
        } catch (NotRecordedException e) {
            throw InvalidRequestException.senseless("since", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.senseless("tables, tenants", String.valueOf(e.getMessage()));
        }
    }

    private void pipeline(Context context) {
        String name = context.pathParam("pipeline");
        if (!name.equals(services.name())) {
            throw new UnknownIdException("pipeline", name);
        }
    }
}
