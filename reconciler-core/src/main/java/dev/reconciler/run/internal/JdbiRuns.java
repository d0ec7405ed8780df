package dev.reconciler.run.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.Json;
import dev.reconciler.control.Page;
import dev.reconciler.control.UnknownIdException;
import dev.reconciler.row.KeyRange;
import dev.reconciler.run.ChangedBetween;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunQuery;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.RunSample;
import dev.reconciler.run.RunState;
import dev.reconciler.run.RunSummary;
import dev.reconciler.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Runs in the control database. */
public final class JdbiRuns implements Runs {
    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final InstantSource clock;
    private final RunReads reads;

    public JdbiRuns(Jdbi jdbi, ControlDialect sql, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.clock = clock;
        this.reads = new RunReads(jdbi, sql);
    }

    @Override
    public Optional<Run> start(NewRun run, Duration silence) {
        ChangedBetween changed = run.scope().changed();
        return jdbi.inTransaction(transaction -> {
            interruptSilent(transaction, run.pipeline(), silence);
            // The uniqueness of running runs decides who of several starters wins.
            int started = transaction
                    .createUpdate("""
                        INSERT INTO reconciler.run
                            (id, pipeline, job, "trigger", tables, tenants, rules, changed_since, changed_until,
                             state, started, heartbeat)
                        VALUES (:id, :pipeline, :job, :trigger, %s, %s, %s, :changedSince, :changedUntil,
                            'RUNNING', :now, :now)
                        %s
                        """.formatted(
                                    sql.json(":tables"),
                                    sql.json(":tenants"),
                                    sql.json(":rules"),
                                    sql.skipExistingAmong("pipeline, job", "state = 'RUNNING'")))
                    .bind("id", run.id())
                    .bind("pipeline", run.pipeline())
                    .bind("job", run.job())
                    .bind("trigger", run.trigger())
                    .bind("tables", Json.ofTexts(run.scope().tables()))
                    .bind("tenants", Json.ofTexts(run.scope().tenants()))
                    .bind("rules", Json.ofTexts(run.scope().rules()))
                    .bind("changedSince", changed == null ? null : changed.since())
                    .bind("changedUntil", changed == null ? null : changed.until())
                    .bind("now", now())
                    .execute();
            return started == 1 ? RunReads.select(transaction, run.id(), "") : Optional.empty();
        });
    }

    @Override
    public Optional<Run> resume(String id, Duration silence) {
        return jdbi.inTransaction(transaction -> {
            Optional<Run> run = RunReads.select(transaction, id, " FOR UPDATE");
            if (run.isEmpty()) {
                throw new UnknownIdException("run", id);
            }
            interruptSilent(transaction, run.get().pipeline(), silence);
            lockJob(transaction, run.get());
            if (isRunning(transaction, run.get())) {
                return Optional.empty();
            }
            int resumed = transaction
                    .createUpdate("""
                        UPDATE reconciler.run SET state = 'RUNNING', heartbeat = :now, finished = NULL, error = ''
                        WHERE id = :id AND state = 'INTERRUPTED'
                        """)
                    .bind("id", id)
                    .bind("now", now())
                    .execute();
            return resumed == 1 ? RunReads.select(transaction, id, "") : Optional.empty();
        });
    }

    /** Two resumers of one job take turns, so that the second one sees the first one's run. */
    private void lockJob(Handle transaction, Run run) {
        transaction
                .createUpdate(sql.lock())
                .bind("pipeline", run.pipeline())
                .bind("name", "job " + run.job())
                .execute();
    }

    /** Returns whether a run of the same job is running. */
    private static boolean isRunning(Handle transaction, Run run) {
        return transaction
                        .createQuery("""
                    SELECT count(*) FROM reconciler.run
                    WHERE pipeline = :pipeline AND job = :job AND state = 'RUNNING'
                    """)
                        .bind("pipeline", run.pipeline())
                        .bind("job", run.job())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    @Override
    public boolean heartbeat(String id) {
        return jdbi.withHandle(handle -> {
            int changed =
                    handle.createUpdate("""
                UPDATE reconciler.run SET heartbeat = greatest(heartbeat, :now)
                WHERE id = :id AND state = 'RUNNING'
                """).bind("id", id).bind("now", now()).execute();
            // After a step back of the clock the row keeps its heartbeat, and then not every engine counts it.
            return changed == 1
                    || RunReads.select(handle, id, "")
                            .filter(run -> run.state() == RunState.RUNNING)
                            .isPresent();
        });
    }

    @Override
    public List<Run> interruptSilent(String pipeline, Duration silence) {
        return jdbi.inTransaction(transaction -> interruptSilent(transaction, pipeline, silence));
    }

    private List<Run> interruptSilent(Handle transaction, String pipeline, Duration silence) {
        Instant now = now();
        List<String> silent = lockSilent(transaction, pipeline, now.minus(silence));
        if (silent.isEmpty()) {
            return List.of();
        }
        Condition wanted = sql.isAnyText("id", "ids", silent);
        transaction
                .createUpdate("""
                    UPDATE reconciler.run
                    SET state = 'INTERRUPTED', finished = :now, error = 'heartbeat lost: the process is presumed dead'
                    WHERE\s""" + wanted.sql())
                .bind("now", now)
                .bindMap(wanted.bindings())
                .execute();
        return transaction
                .createQuery("SELECT * FROM reconciler.run WHERE " + wanted.sql() + " ORDER BY id")
                .bindMap(wanted.bindings())
                .map((row, context) -> RunRows.run(row))
                .list();
    }

    /**
     * Locks the running runs whose last heartbeat is older, and returns their ids. They are looked for without locks first: MySQL
     * locks each row that it reads for that, and two starters would wait for each other's rows.
     */
    private List<String> lockSilent(Handle transaction, String pipeline, Instant oldest) {
        List<String> silent = transaction
                .createQuery("""
                    SELECT id FROM reconciler.run
                    WHERE pipeline = :pipeline AND state = 'RUNNING' AND heartbeat < :oldest
                    """)
                .bind("pipeline", pipeline)
                .bind("oldest", oldest)
                .mapTo(String.class)
                .list();
        if (silent.isEmpty()) {
            return List.of();
        }
        Condition wanted = sql.isAnyText("id", "ids", silent);
        return transaction
                .createQuery("""
                    SELECT id FROM reconciler.run
                    WHERE %s AND state = 'RUNNING' AND heartbeat < :oldest ORDER BY id FOR UPDATE
                    """.formatted(wanted.sql()))
                .bindMap(wanted.bindings())
                .bind("oldest", oldest)
                .mapTo(String.class)
                .list();
    }

    @Override
    public Run finish(String id, RunState state, List<RunResult> results, String error) {
        return jdbi.inTransaction(transaction -> {
            Run before = RunReads.select(transaction, id, " FOR UPDATE")
                    .orElseThrow(() -> new UnknownIdException("run", id));
            if (before.state() != RunState.RUNNING || state == RunState.RUNNING) {
                throw new IllegalTransitionException("run " + id, before.state(), state);
            }
            insertResults(transaction, id, results);
            transaction
                    .createUpdate("""
                        UPDATE reconciler.run SET state = :state, finished = :now, error = :error WHERE id = :id
                        """)
                    .bind("id", id)
                    .bind("state", state.name())
                    .bind("now", now())
                    .bind("error", error)
                    .execute();
            return RunReads.select(transaction, id, "").orElseThrow();
        });
    }

    private static void insertResults(Handle transaction, String id, List<RunResult> results) {
        try (PreparedBatch batch = transaction.prepareBatch("""
            INSERT INTO reconciler.run_result
                (run, table_id, tenant, verdict, source_rows, target_rows, in_doubt, discrepancies, note)
            VALUES (:run, :table, :tenant, :verdict, :sourceRows, :targetRows, :inDoubt, :discrepancies, :note)
            """)) {
            for (RunResult result : results) {
                batch.bind("run", id)
                        .bind("table", result.table())
                        .bind("tenant", result.tenant().value())
                        .bind("verdict", result.verdict().name())
                        .bind("sourceRows", result.sourceRows())
                        .bind("targetRows", result.targetRows())
                        .bind("inDoubt", result.inDoubt())
                        .bind("discrepancies", result.discrepancies())
                        .bind("note", result.note())
                        .add();
            }
            batch.execute();
        }
    }

    @Override
    public void chunksDone(String id, List<ChunkDone> chunks) {
        jdbi.useTransaction(transaction -> {
            try (PreparedBatch batch = transaction.prepareBatch("""
                INSERT INTO reconciler.run_chunk
                    (run, table_id, range_from, range_to, verdict, fence_sequence, fence_position,
                     source_content, "rows", at)
                VALUES (:run, :table, :from, :to, :verdict, :fence, :position, :content, :rows, :now)
                """)) {
                for (ChunkDone chunk : chunks) {
                    KeyRange range = chunk.range();
                    batch.bind("run", id)
                            .bind("table", chunk.table())
                            .bind(
                                    "from",
                                    range.from() == null ? null : range.from().encoded())
                            .bind("to", range.to() == null ? null : range.to().encoded())
                            .bind("verdict", chunk.verdict().name())
                            .bind("fence", chunk.fenceSequence())
                            .bind("position", chunk.fencePosition())
                            .bind("content", chunk.sourceContent())
                            .bind("rows", chunk.rows())
                            .bind("now", now())
                            .add();
                }
                batch.execute();
            }
        });
    }

    @Override
    public List<ChunkDone> chunks(String id) {
        return reads.chunks(id);
    }

    @Override
    public List<RunResult> results(String id) {
        return reads.results(id);
    }

    @Override
    public void sampled(String id, List<RunSample> samples) {
        jdbi.useTransaction(transaction -> SampleRows.replace(transaction, id, samples));
    }

    @Override
    public List<RunSample> samples(String id) {
        return jdbi.withHandle(handle -> SampleRows.of(handle, id));
    }

    @Override
    public Map<String, RunSummary> summaries(Collection<String> ids) {
        return reads.summaries(ids);
    }

    @Override
    public Optional<Run> find(String id) {
        return reads.find(id);
    }

    @Override
    public Optional<Run> last(String pipeline, String job) {
        return reads.last(pipeline, job);
    }

    @Override
    public Page<Run> list(RunQuery query) {
        return reads.list(query);
    }

    @Override
    public Map<String, Instant> lastSuccess(String pipeline) {
        return reads.lastSuccess(pipeline);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
