package dev.reconciler.run.internal;

import dev.reconciler.control.Condition;
import dev.reconciler.control.Conditions;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.control.Cursor;
import dev.reconciler.control.Json;
import dev.reconciler.control.Page;
import dev.reconciler.control.Slices;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RuleResult;
import dev.reconciler.run.RuleResultQuery;
import dev.reconciler.run.RuleResults;
import dev.reconciler.run.RuleStanding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The results of rules in the control database. */
public final class JdbiRuleResults implements RuleResults {
    private static final int AT_ONCE = 500;

    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final String pipeline;

    public JdbiRuleResults(Jdbi jdbi, ControlDialect sql, String pipeline) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.pipeline = pipeline;
    }

    @Override
    public void record(List<RuleResult> results) {
        for (List<RuleResult> slice : Slices.of(results, AT_ONCE)) {
            jdbi.useTransaction(transaction -> {
                insert(transaction, slice);
                noteLast(transaction, slice);
            });
        }
    }

    private record OfRun(String run, String rule) {}

    /** The last result has the greatest number: one that replaced a result of the same run kept that one's number. */
    private void noteLast(Handle transaction, List<RuleResult> results) {
        try (PreparedBatch batch =
                transaction.prepareBatch("""
            INSERT INTO reconciler.rule_last (pipeline, rule, tenant_digest, number)
            SELECT x.pipeline, x.rule, x.tenant_digest, (
                SELECT max(y.number) FROM reconciler.rule_result AS y
                WHERE y.pipeline = x.pipeline AND y.rule = x.rule AND y.tenant_digest = x.tenant_digest)
            FROM reconciler.rule_result AS x WHERE x.run = :run AND x.rule = :rule AND x.pipeline = :pipeline
            """ + sql.replaceExisting("pipeline, rule, tenant_digest", "number"))) {
            results.stream()
                    .map(result -> new OfRun(result.run(), result.subject().rule()))
                    .distinct()
                    .forEach(each -> batch.bind("run", each.run())
                            .bind("rule", each.rule())
                            .bind("pipeline", pipeline)
                            .add());
            batch.execute();
        }
    }

    private void insert(Handle transaction, List<RuleResult> results) {
        try (PreparedBatch batch = transaction.prepareBatch("""
            INSERT INTO reconciler.rule_result
                (run, pipeline, rule, table_id, tenant, outcome, group_count, violations, kept,
                 source_value, target_value, difference, reason, fence_sequence, fence_position, started, took_micros)
            VALUES (:run, :pipeline, :rule, :table, :tenant, :outcome, :groups, :violations, :kept,
                    :source, :target, :difference, :reason, :sequence, :position, :started, :took)
            """ + replaceExisting())) {
            for (RuleResult result : results) {
                RuleResult.Values values = result.values();
                RuleResult.At at = result.at();
                batch.bind("run", result.run())
                        .bind("pipeline", pipeline)
                        .bind("rule", result.subject().rule())
                        .bind("table", result.subject().table())
                        .bind("tenant", result.subject().tenant().value())
                        .bind("outcome", result.outcome().name())
                        .bind("groups", result.figures().groups())
                        .bind("violations", result.figures().violations())
                        .bind("kept", kept(result.figures().kept()))
                        .bind("source", values == null ? null : values.source())
                        .bind("target", values == null ? null : values.target())
                        .bind("difference", values == null ? null : values.difference())
                        .bind("reason", result.reason())
                        .bind("sequence", at == null ? null : at.sequence())
                        .bind("position", at == null ? null : at.position())
                        .bind("started", result.timing().started().truncatedTo(ChronoUnit.MICROS))
                        .bind("took", result.timing().took().toNanos() / 1_000)
                        .add();
            }
            batch.execute();
        }
    }

    private String replaceExisting() {
        return sql.replaceExisting(
                "run, rule, tenant_digest",
                "table_id",
                "outcome",
                "group_count",
                "violations",
                "kept",
                "source_value",
                "target_value",
                "difference",
                "reason",
                "fence_sequence",
                "fence_position",
                "started",
                "took_micros");
    }

    @Override
    public Page<RuleResult> list(RuleResultQuery query) {
        return jdbi.withHandle(handle -> {
            long total = filtered(handle, "SELECT count(*) FROM reconciler.rule_result", "", query)
                    .mapTo(Long.class)
                    .one();
            List<Numbered> results = part(handle, query)
                    .bind("size", query.page().size())
                    .map((row, context) -> new Numbered(row.getLong("number"), result(row)))
                    .list();
            return Page.of(query.page(), results, total, result -> new Cursor(result.number(), ""))
                    .map(Numbered::result);
        });
    }

    private record Numbered(long number, RuleResult result) {}

    private Query part(Handle handle, RuleResultQuery query) {
        String select = "SELECT * FROM reconciler.rule_result";
        Cursor after = query.page().after();
        return after == null
                ? filtered(handle, select, "ORDER BY number DESC LIMIT :size OFFSET :offset", query)
                        .bind("offset", query.page().offset())
                : filtered(handle, select, "AND number > :after ORDER BY number LIMIT :size", query)
                        .bind("after", after.order());
    }

    private Query filtered(Handle handle, String select, String rest, RuleResultQuery query) {
        TenantId tenant = query.tenant();
        RuleResult.Outcome outcome = query.outcome();
        Conditions where = new Conditions()
                .and("pipeline = :pipeline", "pipeline", pipeline)
                .and("rule = :rule", "rule", query.rule())
                .and("tenant = :tenant", "tenant", tenant == null ? null : tenant.value())
                .and("run = :run", "run", query.run())
                .and("outcome = :outcome", "outcome", outcome == null ? null : outcome.name());
        return handle.createQuery(select + where.sql() + rest).bindMap(where.bindings());
    }

    @Override
    public List<RuleResult> last(Collection<String> rules) {
        Condition named = sql.isAnyText("l.rule", "rules", rules);
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT r.* FROM reconciler.rule_last AS l JOIN reconciler.rule_result AS r ON r.number = l.number
            WHERE l.pipeline = :pipeline AND %s ORDER BY r.rule, r.tenant
            """.formatted(named.sql()))
                .bind("pipeline", pipeline)
                .bindMap(named.bindings())
                .map((row, context) -> result(row))
                .list());
    }

    @Override
    public List<RuleStanding> standings(Collection<String> rules) {
        Condition named = sql.isAnyText("l.rule", "rules", rules);
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT r.rule, sum(r.violations) AS violations,
                sum(CASE WHEN r.outcome IN ('ERROR', 'UNVERIFIABLE') THEN 1 ELSE 0 END) AS undecided
            FROM reconciler.rule_last AS l JOIN reconciler.rule_result AS r ON r.number = l.number
            WHERE l.pipeline = :pipeline AND %s GROUP BY r.rule ORDER BY r.rule
            """.formatted(named.sql()))
                .bind("pipeline", pipeline)
                .bindMap(named.bindings())
                .map((row, context) ->
                        new RuleStanding(row.getString("rule"), row.getLong("violations"), row.getLong("undecided")))
                .list());
    }

    @Override
    public void prune(Instant oldest) {
        jdbi.useHandle(handle -> handle.createUpdate("""
            DELETE FROM reconciler.rule_result WHERE pipeline = :pipeline AND started < :oldest
            AND NOT EXISTS (SELECT 1 FROM reconciler.rule_last AS l WHERE l.number = rule_result.number)
            """)
                .bind("pipeline", pipeline)
                .bind("oldest", oldest)
                .execute());
    }

    @Override
    public Map<String, Instant> lastEvaluated() {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT o.rule, max(o.started) AS started
            FROM reconciler.rule_result AS o JOIN reconciler.run AS r ON r.id = o.run
            WHERE o.pipeline = :pipeline AND r.tables = %1$s AND r.tenants = %1$s AND r.changed_since IS NULL
            GROUP BY o.rule
            """.formatted(sql.json("'[]'")))
                .bind("pipeline", pipeline)
                .reduceRows(new TreeMap<String, Instant>(), (map, row) -> {
                    map.put(row.getColumn("rule", String.class), row.getColumn("started", Instant.class));
                    return map;
                }));
    }

    private static String kept(List<RuleResult.Difference> differences) {
        return Json.ofLists(differences.stream()
                .map(each -> List.of(
                        each.group(),
                        each.values().source(),
                        each.values().target(),
                        each.values().difference()))
                .toList());
    }

    private static RuleResult.Difference difference(List<String> texts) {
        return new RuleResult.Difference(texts.get(0), new RuleResult.Values(texts.get(1), texts.get(2), texts.get(3)));
    }

    private static RuleResult result(ResultSet row) throws SQLException {
        return new RuleResult(
                row.getString("run"),
                new RuleResult.Subject(
                        row.getString("rule"), row.getString("table_id"), new TenantId(row.getString("tenant"))),
                RuleResult.Outcome.valueOf(row.getString("outcome")),
                new RuleResult.Figures(
                        row.getLong("group_count"),
                        row.getLong("violations"),
                        Json.toLists(row.getString("kept")).stream()
                                .map(JdbiRuleResults::difference)
                                .toList()),
                values(row),
                row.getString("reason"),
                at(row),
                new RuleResult.Timing(
                        row.getTimestamp("started").toInstant(),
                        Duration.of(row.getLong("took_micros"), ChronoUnit.MICROS)));
    }

    private static RuleResult.@Nullable Values values(ResultSet row) throws SQLException {
        String source = row.getString("source_value");
        return source == null
                ? null
                : new RuleResult.Values(source, row.getString("target_value"), row.getString("difference"));
    }

    private static RuleResult.@Nullable At at(ResultSet row) throws SQLException {
        String position = row.getString("fence_position");
        return position == null ? null : new RuleResult.At(row.getLong("fence_sequence"), position);
    }
}
