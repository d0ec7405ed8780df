package dev.reconciler.discrepancy.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.Conditions;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.KeptCount;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Severity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Queries that change nothing. */
final class DiscrepancyReads {
    private final Jdbi jdbi;
    private final ControlDialect sql;

    DiscrepancyReads(Jdbi jdbi, ControlDialect sql) {
        this.jdbi = jdbi;
        this.sql = sql;
    }

    List<Discrepancy> open(String pipeline, String table, String after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT * FROM reconciler.discrepancy
            WHERE pipeline = :pipeline AND table_id = :table AND state IN ('OPEN', 'IN_REVIEW') AND id > :after
            ORDER BY id LIMIT :limit
            """)
                .bind("pipeline", pipeline)
                .bind("table", table)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> DiscrepancyRow.of(row).discrepancy())
                .list());
    }

    Optional<Discrepancy> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM reconciler.discrepancy WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> DiscrepancyRow.of(row).discrepancy())
                .findOne());
    }

    List<Discrepancy> findAll(Collection<String> ids) {
        return jdbi.withHandle(handle -> findAll(handle, ids));
    }

    Map<String, Discrepancy> byId(Handle handle, Collection<String> ids) {
        return findAll(handle, ids).stream().collect(Collectors.toMap(Discrepancy::id, Function.identity()));
    }

    private List<Discrepancy> findAll(Handle handle, Collection<String> ids) {
        Condition wanted = sql.isAnyText("id", "ids", ids);
        return handle.createQuery("SELECT * FROM reconciler.discrepancy WHERE " + wanted.sql())
                .bindMap(wanted.bindings())
                .map((row, context) -> DiscrepancyRow.of(row).discrepancy())
                .list();
    }

    Page<Discrepancy> search(DiscrepancyQuery query) {
        return jdbi.withHandle(handle -> {
            long total = filtered(handle, "SELECT count(*) FROM reconciler.discrepancy", "", query)
                    .mapTo(Long.class)
                    .one();
            List<Discrepancy> items = part(handle, query)
                    .bind("size", query.page().size())
                    .map((row, context) -> DiscrepancyRow.of(row).discrepancy())
                    .list();
            return Page.of(
                    query.page(),
                    items,
                    total,
                    item -> Cursor.at(item.sightings().first(), item.id()));
        });
    }

    /** A walk goes by first_seen, which never changes: state_since would move items across its place. */
    private Query part(Handle handle, DiscrepancyQuery query) {
        String select = "SELECT * FROM reconciler.discrepancy";
        Cursor after = query.page().after();
        if (after == null) {
            String newest = "ORDER BY state_since DESC, id LIMIT :size OFFSET :offset";
            return filtered(handle, select, newest, query)
                    .bind("offset", query.page().offset());
        }
        String walk = "AND " + sql.isAfter("first_seen", "id", "at", "id") + " ORDER BY first_seen, id LIMIT :size";
        return filtered(handle, select, walk, query).bind("at", after.instant()).bind("id", after.id());
    }

    private Query filtered(Handle handle, String select, String rest, DiscrepancyQuery query) {
        Conditions where = new Conditions()
                .and("pipeline = :pipeline", "pipeline", query.pipeline())
                .and(isAny("state", "states", query.states()))
                .and(
                        "type = :type",
                        "type",
                        query.type() == null ? null : query.type().name())
                .and("table_id = :table", "table", query.table())
                .and(
                        "tenant = :tenant",
                        "tenant",
                        query.tenant() == null ? null : query.tenant().value())
                .and("subject = :key", "key", query.key())
                .and(isAny("decision", "decisions", query.decisions()));
        return handle.createQuery(select + where.sql() + rest).bindMap(where.bindings());
    }

    private @Nullable Condition isAny(String column, String parameter, Set<? extends Enum<?>> wanted) {
        return wanted.isEmpty()
                ? null
                : sql.isAnyText(
                        column, parameter, wanted.stream().map(Enum::name).toList());
    }

    List<OpenCount> openCounts(String pipeline) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT table_id, type, severity, count(*) AS number FROM reconciler.discrepancy
            WHERE pipeline = :pipeline AND state IN ('OPEN', 'IN_REVIEW')
            GROUP BY table_id, type, severity ORDER BY table_id, type, severity
            """)
                .bind("pipeline", pipeline)
                .map((row, context) -> new OpenCount(
                        row.getString("table_id"),
                        DiscrepancyType.valueOf(row.getString("type")),
                        Severity.valueOf(row.getString("severity")),
                        row.getLong("number")))
                .list());
    }

    List<KeptCount> keptCounts(String pipeline) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT table_id, count(CASE WHEN decision <> 'ACCEPT' THEN 1 END) AS kept,
                count(CASE WHEN decision = 'ACCEPT' THEN 1 END) AS accepted
            FROM reconciler.discrepancy
            WHERE pipeline = :pipeline AND decision IN ('KEEP_TARGET', 'CUSTOM_FIX', 'ACCEPT')
            GROUP BY table_id ORDER BY table_id
            """)
                .bind("pipeline", pipeline)
                .map((row, context) ->
                        new KeptCount(row.getString("table_id"), row.getLong("kept"), row.getLong("accepted")))
                .list());
    }

    Optional<Instant> oldest(String pipeline, DiscrepancyState state) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT state_since FROM reconciler.discrepancy
            WHERE pipeline = :pipeline AND state = :state ORDER BY state_since LIMIT 1
            """)
                .bind("pipeline", pipeline)
                .bind("state", state.name())
                .map((row, context) -> row.getTimestamp("state_since").toInstant())
                .findFirst());
    }
}
