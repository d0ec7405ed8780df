package dev.reconciler.app.wiring;

import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PublicationSafety;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the server again and again whether a published table has come to fail the application's statements, and names each that does: the
 * mapped tables, and whatever else the publication carries, since somebody may have added a table, or renamed one.
 */
final class PublicationWatch implements Runnable {
    private static final String STEP = "publication";

    private final PostgresPublication publication;
    private final Map<TableRef, MappedTable> tables;
    private final Problems problems;
    private final Set<ProblemKey> raised = new HashSet<>();

    PublicationWatch(PostgresPublication publication, Collection<MappedTable> tables, Problems problems) {
        this.publication = publication;
        this.tables = tables.stream().collect(Collectors.toMap(MappedTable::source, Function.identity()));
        this.problems = problems;
    }

    @Override
    public void run() {
        Set<TableRef> asked = new HashSet<>(tables.keySet());
        asked.addAll(publication.tables());
        Map<TableRef, PublicationSafety.Unsafe> unsafe = publication.unsafe(asked).stream()
                .collect(Collectors.toMap(
                        PublicationSafety.Unsafe::table, Function.identity(), PublicationSafety.Unsafe::and));
        Set<ProblemKey> found = new HashSet<>();
        unsafe.forEach((table, why) -> {
            ProblemKey key = ProblemKey.ofTable(STEP, id(table));
            found.add(key);
            problems.raise(
                    key,
                    why.what(),
                    "run on the " + publication.side().noun() + ": " + why.fix() + "; to free the application at once: "
                            + publication.release(List.of(table)),
                    Effect.PARTIAL);
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
