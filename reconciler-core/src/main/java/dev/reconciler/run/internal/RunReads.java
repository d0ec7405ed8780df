package dev.reconciler.run.internal;

import dev.reconciler.control.Conditions;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSummary;
import dev.reconciler.verify.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Queries that change nothing. */
final class RunReads {
    private final Jdbi jdbi;
    private final ControlDialect sql;

    RunReads(Jdbi jdbi, ControlDialect sql) {
        this.jdbi = jdbi;
        this.sql = sql;
    }

    List<ChunkDone> chunks(String id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT * FROM reconciler.run_chunk WHERE run = :id ORDER BY number")
                        .bind("id", id)
                        .map((row, context) -> RunRows.chunk(row))
                        .list());
    }

    List<RunResult> results(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM reconciler.run_result WHERE run = :id ORDER BY table_id, tenant")
                .bind("id", id)
                .map((row, context) -> RunRows.result(row))
                .list());
    }

    Map<String, RunSummary> summaries(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> {
            Map<String, Map<Verdict, Long>> verdicts = new HashMap<>();
            Map<String, Long> differences = new HashMap<>();
            Map<String, Long> chunks = new HashMap<>();
            handle.createQuery("""
                SELECT run, verdict, count(*) AS results, sum(discrepancies) AS differences
                FROM reconciler.run_result WHERE run IN (<ids>) GROUP BY run, verdict
                """)
                    .bindList("ids", List.copyOf(ids))
                    .map((row, context) -> {
                        String run = row.getString("run");
                        verdicts.computeIfAbsent(run, id -> new EnumMap<>(Verdict.class))
                                .put(Verdict.valueOf(row.getString("verdict")), row.getLong("results"));
                        differences.merge(run, row.getLong("differences"), Long::sum);
                        return run;
                    })
                    .list();
            handle.createQuery("""
                SELECT c.run, count(*) AS n FROM reconciler.run_chunk c JOIN reconciler.run r ON r.id = c.run
                WHERE c.run IN (<ids>) AND r.state = 'RUNNING' GROUP BY c.run
                """)
                    .bindList("ids", List.copyOf(ids))
                    .map((row, context) -> chunks.put(row.getString("run"), row.getLong("n")))
                    .list();
            Map<String, RunSummary> summaries = new HashMap<>();
            for (String id : ids) {
                if (verdicts.containsKey(id) || chunks.containsKey(id)) {
                    summaries.put(
                            id,
                            new RunSummary(
                                    verdicts.getOrDefault(id, Map.of()),
                                    differences.getOrDefault(id, 0L),
                                    chunks.getOrDefault(id, 0L)));
                }
            }
            return summaries;
        });
    }

    Optional<Run> find(String id) {
        return jdbi.withHandle(handle -> select(handle, id, ""));
    }

    /** @param lock the end of the statement */
    static Optional<Run> select(Handle handle, String id, String lock) {
        return handle.createQuery("SELECT * FROM reconciler.run WHERE id = :id" + lock)
                .bind("id", id)
                .map((row, context) -> RunRows.run(row))
                .findOne();
    }

    Optional<Run> last(String pipeline, String job) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT * FROM reconciler.run WHERE pipeline = :pipeline AND job = :job ORDER BY number DESC LIMIT 1
            """)
                .bind("pipeline", pipeline)
                .bind("job", job)
                .map((row, context) -> RunRows.run(row))
                .findOne());
    }

    Page<Run> list(RunQuery query) {
        return jdbi.withHandle(handle -> {
            long total = filtered(handle, "SELECT count(*) FROM reconciler.run", "", query)
                    .mapTo(Long.class)
                    .one();
            List<Run> runs = part(handle, query)
                    .bind("size", query.page().size())
                    .map((row, context) -> RunRows.run(row))
                    .list();
            return Page.of(
                    query.page(), runs, total, run -> Cursor.at(run.times().started(), run.id()));
        });
    }

    private Query part(Handle handle, RunQuery query) {
        String select = "SELECT * FROM reconciler.run";
        Cursor after = query.page().after();
        if (after == null) {
            return filtered(handle, select, "ORDER BY started DESC, id LIMIT :size OFFSET :offset", query)
                    .bind("offset", query.page().offset());
        }
        String walk = "AND " + sql.isAfter("started", "id", "at", "id") + " ORDER BY started, id LIMIT :size";
        return filtered(handle, select, walk, query).bind("at", after.instant()).bind("id", after.id());
    }

    private static Query filtered(Handle handle, String select, String rest, RunQuery query) {
        Conditions where = new Conditions()
                .and("pipeline = :pipeline", "pipeline", query.pipeline())
                .and("job = :job", "job", query.job())
                .and(
                        "state = :state",
                        "state",
                        query.state() == null ? null : query.state().name());
        return handle.createQuery(select + where.sql() + rest).bindMap(where.bindings());
    }

    Map<String, Instant> lastSuccess(String pipeline) {
        String none = sql.json("'[]'");
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT job, max(finished) AS finished FROM reconciler.run
            WHERE pipeline = :pipeline AND state = 'SUCCEEDED' AND tables = %1$s AND tenants = %1$s AND rules = %1$s
              AND changed_since IS NULL
            GROUP BY job
            """.formatted(none))
                .bind("pipeline", pipeline)
                .reduceRows(new TreeMap<String, Instant>(), (map, row) -> {
                    map.put(row.getColumn("job", String.class), row.getColumn("finished", Instant.class));
                    return map;
                }));
    }
}
