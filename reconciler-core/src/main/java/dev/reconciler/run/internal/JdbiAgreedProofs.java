package dev.reconciler.run.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Json;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.cause.AgreedProofs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Chunks that runs found equal, as they are kept with the runs. Only jobs count that compare every row of a
 * chunk, or that wrote every one into a range that was empty. */
public final class JdbiAgreedProofs implements AgreedProofs {
    private static final List<String> WHOLE_ROWS = List.of("checksum", "incremental", "backfill");
    private static final int CHUNKS = 2_000;

    private final Jdbi control;
    private final ControlDialect sql;
    private final String pipeline;

    public JdbiAgreedProofs(Jdbi control, ControlDialect sql, String pipeline) {
        this.control = control;
        this.sql = sql;
        this.pipeline = pipeline;
    }

    @Override
    public List<Agreed> of(String table) {
        Condition isWhole = sql.isAnyText("r.job", "jobs", WHOLE_ROWS);
        return control.withHandle(handle -> handle.createQuery("""
                        SELECT c.range_from, c.range_to, r.tenants, r.job, c.source_content, c.fence_position, c.at
                        FROM reconciler.run_chunk AS c JOIN reconciler.run AS r ON r.id = c.run
                        WHERE r.pipeline = :pipeline AND c.table_id = :table AND c.verdict = 'AGREED'
                          AND %s AND c.source_content <> ''
                        ORDER BY c.at DESC, c.number DESC LIMIT :chunks
                        """.formatted(isWhole.sql()))
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bindMap(isWhole.bindings())
                .bind("chunks", CHUNKS)
                .map((row, context) -> agreed(row))
                .list());
    }

    private static Agreed agreed(ResultSet row) throws SQLException {
        return new Agreed(
                KeyRange.decode(row.getString("range_from"), row.getString("range_to")),
                Json.toTexts(row.getString("tenants")).stream()
                        .map(TenantId::new)
                        .collect(Collectors.toSet()),
                row.getString("job"),
                row.getString("source_content"),
                row.getString("fence_position"),
                row.getTimestamp("at").toInstant());
    }
}
