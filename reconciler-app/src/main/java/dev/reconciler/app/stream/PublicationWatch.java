package dev.reconciler.app.stream;

import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Queries the server repeatedly for published tables that fail the application's statements, and reports each. It checks the
 * mapped tables and every other table in the publication, since an operator may have added or renamed a table.
 */
public final class PublicationWatch implements Runnable {
    private static final String STEP = "publication";

    private final StreamSetup setup;
    private final Map<TableRef, MappedTable> tables;
    private final Problems problems;
    private final Set<ProblemKey> raised = new HashSet<>();

    public PublicationWatch(StreamSetup setup, Collection<MappedTable> tables, Problems problems) {
        this.setup = setup;
        this.tables = tables.stream().collect(Collectors.toMap(MappedTable::source, Function.identity()));
        this.problems = problems;
    }

    @Override
    public void run() {
        Set<ProblemKey> found = new HashSet<>();
        setup.harmed(tables.keySet()).forEach(harmed -> {
            ProblemKey key = ProblemKey.ofTable(STEP, id(harmed.table()));
            found.add(key);
            problems.raise(key, harmed.what(), harmed.action(), Effect.PARTIAL);
        });
        raised.stream().filter(key -> !found.contains(key)).forEach(problems::ended);
        raised.clear();
        raised.addAll(found);
    }

    private String id(TableRef table) {
        MappedTable mapped = tables.get(table);
        return mapped == null ? table.toString() : mapped.id();
    }
}
