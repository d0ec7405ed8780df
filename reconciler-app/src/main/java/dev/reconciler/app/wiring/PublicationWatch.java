package dev.reconciler.app.wiring;

import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PublicationSafety;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.Problems;
import dev.reconciler.problem.StandingProblem.Effect;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks the server again and again whether a published table has come to hurt the application, and names each that does. */
final class PublicationWatch implements Runnable {
    private static final String STEP = "publication";

    private final PostgresPublication publication;
    private final Map<TableRef, MappedTable> tables;
    private final Problems problems;

    PublicationWatch(PostgresPublication publication, Collection<MappedTable> tables, Problems problems) {
        this.publication = publication;
        this.tables = tables.stream().collect(Collectors.toMap(MappedTable::source, Function.identity()));
        this.problems = problems;
    }

    @Override
    public void run() {
        Map<TableRef, PublicationSafety.Unsafe> unsafe = publication.unsafe(tables.keySet()).stream()
                .collect(Collectors.toMap(
                        PublicationSafety.Unsafe::table, Function.identity(), PublicationSafety.Unsafe::and));
        tables.forEach((ref, table) -> {
            ProblemKey key = ProblemKey.ofTable(STEP, table.id());
            PublicationSafety.Unsafe found = unsafe.get(ref);
            if (found == null) {
                problems.ended(key);
            } else {
                problems.raise(
                        key,
                        found.what(),
                        "run on the source: " + found.fix() + "; to free the application at once: ALTER PUBLICATION "
                                + publication.name() + " DROP TABLE " + ref,
                        Effect.PARTIAL);
            }
        });
    }
}
