package dev.reconciler.app.http;

import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the filter of discrepancies from a request; API and pages have the same parameters. */
public final class DiscrepancyFilter {
    private static final String[] NAMES = {
        "state", "type", "table", "tenant", "key", "subject", "decision", "page", "size", "after"
    };

    private DiscrepancyFilter() {}

    /**
     * Several states may be given. The parts of a composite key are joined by commas, or given as separate parameters if they
     * hold commas themselves. A discrepancy that is not about one row has a {@code subject} instead.
     */
    public static DiscrepancyQuery read(Context context, String pipeline) {
        return RequestParameters.read(context, parameters -> query(context, parameters, pipeline), NAMES);
    }

    private static DiscrepancyQuery query(Context context, RequestParameters parameters, String pipeline) {
        return new DiscrepancyQuery(
                        pipeline,
                        parameters.some("state", DiscrepancyState.class),
                        parameters.one("type", DiscrepancyType.class).orElse(null),
                        parameters.text("table").orElse(null),
                        parameters.text("tenant").map(TenantId::new).orElse(null),
                        subject(context, parameters),
                        parameters.pageOrWalk())
                .decidedAs(parameters.some("decision", DecisionKind.class));
    }

    private static @Nullable String subject(Context context, RequestParameters parameters) {
        List<String> parts = context.queryParams("key");
        List<String> key = parts.size() > 1 ? parts : parameters.list("key");
        return key.isEmpty() ? parameters.text("subject").orElse(null) : new RowKey(key).encoded();
    }
}
