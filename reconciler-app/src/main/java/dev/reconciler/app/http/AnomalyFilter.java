package dev.reconciler.app.http;

import dev.reconciler.control.PageRequest;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.anomaly.Anomaly;
import dev.reconciler.verify.anomaly.AnomalyQuery;

/** Reads the filter of anomalies from a request; API and pages have the same parameters. */
public final class AnomalyFilter {
    private AnomalyFilter() {}

    /** @param page the wanted part of the list */
    public static AnomalyQuery read(RequestParameters parameters, String pipeline, PageRequest page) {
        return new AnomalyQuery(
                pipeline,
                parameters.text("run").orElse(null),
                parameters.text("table").orElse(null),
                parameters.text("tenant").map(TenantId::new).orElse(null),
                parameters.one("kind", Anomaly.Kind.class).orElse(null),
                page);
    }
}
