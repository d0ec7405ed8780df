package dev.reconciler.app.http;

import dev.reconciler.control.UnknownIdException;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.rules.Rule;
import dev.reconciler.run.Run;
import java.util.Optional;

/** Finds records by id within this daemon's pipeline: the control store may hold other pipelines. */
public final class Lookup {
    private Lookup() {}

    /** @throws UnknownIdException if this pipeline has none with that id */
    public static Discrepancy discrepancy(ApiServices services, String id) {
        return services.records()
                .discrepancies()
                .find(id)
                .filter(found -> found.pipeline().equals(services.name()))
                .orElseThrow(() -> new UnknownIdException("discrepancy", id));
    }

    /** @throws UnknownIdException if the pipeline has no such table */
    public static MappedTable table(ApiServices services, String id) {
        return services.pipeline().tables().stream()
                .filter(table -> table.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UnknownIdException("table", id));
    }

    /** @throws UnknownIdException if no rule file has a rule of that name */
    public static Rule rule(ApiServices services, String name) {
        return ruleIfFiled(services, name).orElseThrow(() -> new UnknownIdException("rule", name));
    }

    /** The rule of that name; empty if no rule file has it. There may be earlier results. */
    public static Optional<Rule> ruleIfFiled(ApiServices services, String name) {
        return services.records().rules().book().get().rules().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst();
    }

    /** @throws UnknownIdException if this pipeline has none with that id */
    public static Run run(ApiServices services, String id) {
        return services.records()
                .runs()
                .find(id)
                .filter(found -> found.pipeline().equals(services.name()))
                .orElseThrow(() -> new UnknownIdException("run", id));
    }
}
