package dev.reconciler.run;

import java.util.List;

/** A run to be started; see {@link Run}. The caller supplies the id. */
public record NewRun(String id, String pipeline, String job, String trigger, RunScope scope) {
    public NewRun(String id, String pipeline, String job, String trigger, List<String> tables, List<String> tenants) {
        this(id, pipeline, job, trigger, new RunScope(tables, tenants));
    }
}
