package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.control.Json;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.relation.RelationChange;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Keeps the relations' facts and changes in the target, beside the checkpoint. */
public final class MySqlRelationJournal implements RelationJournal {
    private static final String KNOWN = """
            SELECT table_id, carrier, relations, definitions FROM reconciler.relation_fact
            WHERE pipeline = ? AND side = ?""";

    private final DataSource target;
    private final String pipeline;

    public MySqlRelationJournal(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    /** Facts as their columns: equal facts have equal texts, so that the server can compare them. */
    private record Stored(String carrier, String relations, String definitions) {
        static Stored of(RelationFacts facts) {
            List<String> relations = new ArrayList<>();
            new TreeMap<>(facts.relations())
                    .forEach((oid, relation) -> relations.addAll(List.of(
                            String.valueOf(oid),
                            relation.parent(),
                            relation.file(),
                            relation.persistence(),
                            relation.name())));
            List<String> definitions = new ArrayList<>();
            new TreeMap<>(facts.definitions()).forEach((name, value) -> definitions.addAll(List.of(name, value)));
            return new Stored(facts.carrier(), Json.ofTexts(relations), Json.ofTexts(definitions));
        }

        RelationFacts facts() {
            List<String> relation = Json.toTexts(relations);
            Map<Long, Relation> byOid = new HashMap<>();
            for (int i = 0; i < relation.size(); i += 5) {
                long oid = Long.parseLong(relation.get(i));
                byOid.put(
                        oid,
                        new Relation(
                                oid,
                                relation.get(i + 1),
                                relation.get(i + 2),
                                relation.get(i + 3),
                                relation.get(i + 4)));
            }
            List<String> definition = Json.toTexts(definitions);
            Map<String, String> byName = new HashMap<>();
            for (int i = 0; i < definition.size(); i += 2) {
                byName.put(definition.get(i), definition.get(i + 1));
            }
            return new RelationFacts(carrier, byOid, byName);
        }
    }

    @Override
    public Map<String, RelationFacts> known(Side side) {
        Map<String, RelationFacts> known = new HashMap<>();
        return MySqlFailures.reading("reading the known relations", target, connection -> {
            Sql.each(connection, KNOWN, row -> known.put(row.getString(1), facts(row)), pipeline, side.name());
            return known;
        });
    }

    @Override
    public Optional<RelationFacts> known(Side side, String table) {
        return MySqlFailures.reading(
                "reading a known relation",
                target,
                connection -> Sql.first(
                        connection,
                        KNOWN + " AND table_id = ?",
                        MySqlRelationJournal::facts,
                        pipeline,
                        side.name(),
                        table));
    }

    private static RelationFacts facts(ResultSet row) throws SQLException {
        return new Stored(row.getString(2), row.getString(3), row.getString(4)).facts();
    }

    @Override
    public boolean note(
            Side side,
            String table,
            @Nullable RelationFacts before,
            RelationFacts now,
            @Nullable RelationChange change) {
        return MySqlFailures.writing(
                "noting a relation's facts",
                () -> Sql.transaction(target, connection -> {
                    boolean replaced = before == null
                            ? insert(connection, side, table, Stored.of(now))
                            : replace(connection, side, table, Stored.of(before), Stored.of(now));
                    if (replaced && change != null) {
                        Sql.update(connection, """
                                INSERT INTO reconciler.relation_change
                                  (pipeline, side, table_id, kind, what, position, noted_at)
                                VALUES (?, ?, ?, ?, ?, ?, utc_timestamp(6))""", values(change));
                    }
                    return replaced;
                }));
    }

    private boolean insert(Connection connection, Side side, String table, Stored now) throws SQLException {
        try {
            Sql.update(
                    connection, """
                    INSERT INTO reconciler.relation_fact
                      (pipeline, side, table_id, carrier, relations, definitions, noted_at)
                    VALUES (?, ?, ?, ?, ?, ?, utc_timestamp(6))""", pipeline, side.name(), table, now.carrier(), now.relations(), now.definitions());
            return true;
        } catch (SQLIntegrityConstraintViolationException exists) {
            return false;
        }
    }

    /** A compare-and-set: of two processes that compared with the same facts, the second waits for the first and finds its facts. */
    private boolean replace(Connection connection, Side side, String table, Stored before, Stored now)
            throws SQLException {
        return Sql.update(
                        connection,
                        """
                        UPDATE reconciler.relation_fact
                        SET carrier = ?, relations = ?, definitions = ?, noted_at = utc_timestamp(6)
                        WHERE pipeline = ? AND side = ? AND table_id = ?
                          AND carrier = ? AND relations = ? AND definitions = ?""",
                        now.carrier(),
                        now.relations(),
                        now.definitions(),
                        pipeline,
                        side.name(),
                        table,
                        before.carrier(),
                        before.relations(),
                        before.definitions())
                == 1;
    }

    private Object[] values(RelationChange change) {
        return new Object[] {
            pipeline, change.side().name(), change.table(), change.kind().name(), change.what(), change.position()
        };
    }

    @Override
    public List<RelationChange> unsettled() {
        String sql = """
                SELECT table_id, side, kind, what, position FROM reconciler.relation_change
                WHERE pipeline = ? AND settled_at IS NULL ORDER BY id""";
        return MySqlFailures.reading(
                "reading the unsettled changes of relations",
                target,
                connection -> Sql.list(
                        connection,
                        sql,
                        row -> new RelationChange(
                                row.getString(1),
                                Side.valueOf(row.getString(2)),
                                RelationChange.Kind.valueOf(row.getString(3)),
                                row.getString(4),
                                row.getString(5)),
                        pipeline));
    }

    @Override
    public void settle(List<RelationChange> changes) {
        String sql = """
                UPDATE reconciler.relation_change SET settled_at = utc_timestamp(6)
                WHERE pipeline = ? AND side = ? AND table_id = ? AND kind = ? AND what = ? AND position = ?
                  AND settled_at IS NULL""";
        MySqlFailures.writing(
                "settling the changes of a relation",
                () -> Sql.transaction(target, connection -> Sql.batch(connection, sql, changes, this::values)));
    }
}
