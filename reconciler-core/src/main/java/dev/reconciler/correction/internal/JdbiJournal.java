package dev.reconciler.correction.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Json;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.correction.Journal;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads the journal in the target database; corrections write it in their own transactions. */
public final class JdbiJournal implements Journal {
    private final Jdbi target;
    private final ControlDialect sql;
    private final String pipeline;

    public JdbiJournal(Jdbi target, ControlDialect sql, String pipeline) {
        this.target = target;
        this.sql = sql;
        this.pipeline = pipeline;
    }

    @Override
    public Page<Correction> list(String table, PageRequest page) {
        return target.withHandle(handle -> {
            long total = handle.createQuery("""
                SELECT count(*) FROM reconciler.journal
                WHERE pipeline = :pipeline AND (:table = '' OR table_id = :table)
                """)
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .mapTo(Long.class)
                    .one();
            List<Correction> corrections = part(handle, page)
                    .bind("pipeline", pipeline)
                    .bind("table", table)
                    .bind("size", page.size())
                    .map((row, context) -> correction(row))
                    .list();
            return Page.of(page, corrections, total, each -> Cursor.at(each.at(), each.id()));
        });
    }

    private Query part(Handle handle, PageRequest page) {
        String select = """
            SELECT * FROM reconciler.journal
            WHERE pipeline = :pipeline AND (:table = '' OR table_id = :table)
            """;
        Cursor after = page.after();
        if (after == null) {
            return handle.createQuery(select + "ORDER BY at DESC, id LIMIT :size OFFSET :offset")
                    .bind("offset", page.offset());
        }
        return handle.createQuery(
                        select + "AND " + sql.isAfter("at", "id", "at", "id") + " ORDER BY at, id LIMIT :size")
                .bind("at", after.instant())
                .bind("id", after.id());
    }

    @Override
    public Optional<Correction> find(String id) {
        return target.withHandle(
                handle -> handle.createQuery("SELECT * FROM reconciler.journal WHERE pipeline = :pipeline AND id = :id")
                        .bind("pipeline", pipeline)
                        .bind("id", id)
                        .map((row, context) -> correction(row))
                        .findOne());
    }

    @Override
    public Map<String, Correction> latest(Collection<String> discrepancies) {
        Condition wanted = sql.isAnyText("discrepancy", "discrepancies", discrepancies);
        return target.withHandle(handle -> handle
                .createQuery("""
                    SELECT * FROM reconciler.journal WHERE pipeline = :pipeline AND %s ORDER BY at DESC, id
                    """.formatted(wanted.sql()))
                .bind("pipeline", pipeline)
                .bindMap(wanted.bindings())
                .map((row, context) -> correction(row))
                .stream()
                .collect(Collectors.toMap(Correction::discrepancy, Function.identity(), (latest, earlier) -> latest)));
    }

    private static Correction correction(ResultSet row) throws SQLException {
        return new Correction(
                row.getString("id"),
                row.getString("discrepancy"),
                new ChangedRow(
                        row.getString("table_id"),
                        new TenantId(row.getString("tenant")),
                        RowKey.decode(row.getString("key")),
                        Json.toRow(row.getString("before")),
                        Json.toRow(row.getString("after"))),
                CorrectionKind.valueOf(row.getString("kind")),
                row.getLong("fence"),
                row.getString("actor"),
                row.getTimestamp("at").toInstant(),
                row.getString("undone_by"));
    }
}
