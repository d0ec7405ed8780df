package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.relation.RelationChange;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Keeps the relations' facts and changes in the target, beside the checkpoint. */
public final class PostgresRelationJournal implements RelationJournal {
    private static final String KNOWN = """
        SELECT table_id, carrier, relations, definitions FROM reconciler.relation_fact
        WHERE pipeline = ? AND side = ?\
        """;

    private final DataSource target;
    private final String pipeline;

    public PostgresRelationJournal(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public Map<String, RelationFacts> known(Side side) {
        Map<String, RelationFacts> known = new HashMap<>();
        return PostgresFailures.reading("reading the known relations", target, connection -> {
            Sql.each(connection, KNOWN, row -> known.put(row.getString(1), facts(row)), pipeline, side.name());
            return known;
        });
    }

    @Override
    public Optional<RelationFacts> known(Side side, String table) {
        return PostgresFailures.reading(
                "reading a known relation", target, connection -> known(connection, side, table));
    }

    private Optional<RelationFacts> known(Connection connection, Side side, String table) throws SQLException {
        return Sql.first(
                connection, KNOWN + " AND table_id = ?", PostgresRelationJournal::facts, pipeline, side.name(), table);
    }

    private static RelationFacts facts(ResultSet row) throws SQLException {
        List<String> relations = Sql.texts(row, 3);
        List<String> definitions = Sql.texts(row, 4);
        Map<Long, Relation> byOid = new HashMap<>();
        for (int i = 0; i < relations.size(); i += 5) {
            long oid = Long.parseLong(relations.get(i));
            byOid.put(
                    oid,
                    new Relation(
                            oid,
                            relations.get(i + 1),
                            relations.get(i + 2),
                            relations.get(i + 3),
                            relations.get(i + 4)));
        }
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < definitions.size(); i += 2) {
            byName.put(definitions.get(i), definitions.get(i + 1));
        }
        return new RelationFacts(row.getString(2), byOid, byName);
    }

    @Override
    public boolean note(
            Side side,
            String table,
            @Nullable RelationFacts before,
            RelationFacts now,
            @Nullable RelationChange change) {
        return PostgresFailures.writing(
                "noting a relation's facts",
                () -> Sql.transaction(target, connection -> {
                    Sql.exists(
                            connection,
                            "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
                            "relations\n" + pipeline + "\n" + side + "\n" + table);
                    if (!known(connection, side, table).equals(Optional.ofNullable(before))) {
                        return false;
                    }
                    write(connection, side, table, now);
                    if (change != null) {
                        write(connection, change);
                    }
                    return true;
                }));
    }

    private void write(Connection connection, Side side, String table, RelationFacts facts) throws SQLException {
        String sql = """
            INSERT INTO reconciler.relation_fact (pipeline, side, table_id, carrier, relations, definitions)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (pipeline, side, table_id) DO UPDATE SET carrier = excluded.carrier,
                relations = excluded.relations, definitions = excluded.definitions, noted_at = now()\
            """;
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
        Sql.update(connection, sql, pipeline, side.name(), table, facts.carrier(), relations, definitions);
    }

    private void write(Connection connection, RelationChange change) throws SQLException {
        Sql.update(connection, """
            INSERT INTO reconciler.relation_change (pipeline, side, table_id, kind, what, position)
            VALUES (?, ?, ?, ?, ?, ?)\
            """, values(change));
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
            WHERE pipeline = ? AND settled_at IS NULL ORDER BY id\
            """;
        return PostgresFailures.reading(
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
            UPDATE reconciler.relation_change SET settled_at = now()
            WHERE pipeline = ? AND side = ? AND table_id = ? AND kind = ? AND what = ? AND position = ?
                AND settled_at IS NULL\
            """;
        PostgresFailures.writing(
                "settling the changes of a relation",
                target,
                connection -> Sql.batch(connection, sql, changes, this::values));
    }
}
