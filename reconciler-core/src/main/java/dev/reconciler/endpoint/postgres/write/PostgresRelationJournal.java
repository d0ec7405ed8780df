package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.relation.RelationChange;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.relation.RelationJournal;
import dev.reconciler.relation.RelationSide;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
    public Map<String, RelationFacts> known(RelationSide side) {
        return PostgresFailures.reading("reading the known relations", () -> {
            try (Connection connection = target.getConnection()) {
                return facts(connection, side, KNOWN, null);
            }
        });
    }

    @Override
    public Optional<RelationFacts> known(RelationSide side, String table) {
        return PostgresFailures.reading("reading a known relation", () -> {
            try (Connection connection = target.getConnection()) {
                return Optional.ofNullable(facts(connection, side, KNOWN + " AND table_id = ?", table)
                        .get(table));
            }
        });
    }

    private Map<String, RelationFacts> facts(
            Connection connection, RelationSide side, String sql, @Nullable String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            statement.setString(2, side.name());
            if (table != null) {
                statement.setString(3, table);
            }
            Map<String, RelationFacts> facts = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    facts.put(rows.getString(1), facts(rows));
                }
            }
            return facts;
        }
    }

    private static RelationFacts facts(ResultSet row) throws SQLException {
        String[] relations = (String[]) row.getArray(3).getArray();
        String[] definitions = (String[]) row.getArray(4).getArray();
        Map<Long, Relation> byOid = new HashMap<>();
        for (int i = 0; i < relations.length; i += 5) {
            long oid = Long.parseLong(relations[i]);
            byOid.put(oid, new Relation(oid, relations[i + 1], relations[i + 2], relations[i + 3], relations[i + 4]));
        }
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < definitions.length; i += 2) {
            byName.put(definitions[i], definitions[i + 1]);
        }
        return new RelationFacts(row.getString(2), byOid, byName);
    }

    @Override
    public boolean note(
            RelationSide side,
            String table,
            @Nullable RelationFacts before,
            RelationFacts now,
            @Nullable RelationChange change) {
        return PostgresFailures.writing("noting a relation's facts", () -> {
            try (Connection connection = target.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    boolean noted = note(connection, side, table, before, now, change);
                    connection.commit();
                    return noted;
                } catch (SQLException e) {
                    connection.rollback();
                    throw e;
                } finally {
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    private boolean note(
            Connection connection,
            RelationSide side,
            String table,
            @Nullable RelationFacts before,
            RelationFacts now,
            @Nullable RelationChange change)
            throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, "relations\n" + pipeline + "\n" + side + "\n" + table);
            lock.executeQuery().close();
        }
        @Nullable
        RelationFacts known =
                facts(connection, side, KNOWN + " AND table_id = ?", table).get(table);
        if (known == null ? before != null : !known.equals(before)) {
            return false;
        }
        write(connection, side, table, now);
        if (change != null) {
            write(connection, change);
        }
        return true;
    }

    private void write(Connection connection, RelationSide side, String table, RelationFacts facts)
            throws SQLException {
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
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            statement.setString(2, side.name());
            statement.setString(3, table);
            statement.setString(4, facts.carrier());
            statement.setArray(5, connection.createArrayOf("text", relations.toArray()));
            statement.setArray(6, connection.createArrayOf("text", definitions.toArray()));
            statement.executeUpdate();
        }
    }

    private void write(Connection connection, RelationChange change) throws SQLException {
        String sql = """
            INSERT INTO reconciler.relation_change (pipeline, side, table_id, kind, what, position)
            VALUES (?, ?, ?, ?, ?, ?)\
            """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, change);
            statement.executeUpdate();
        }
    }

    private void bind(PreparedStatement statement, RelationChange change) throws SQLException {
        statement.setString(1, pipeline);
        statement.setString(2, change.side().name());
        statement.setString(3, change.table());
        statement.setString(4, change.kind().name());
        statement.setString(5, change.what());
        statement.setString(6, change.position());
    }

    @Override
    public List<RelationChange> unsettled() {
        String sql = """
            SELECT table_id, side, kind, what, position FROM reconciler.relation_change
            WHERE pipeline = ? AND settled_at IS NULL ORDER BY id\
            """;
        return PostgresFailures.reading("reading the unsettled changes of relations", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, pipeline);
                List<RelationChange> changes = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        changes.add(new RelationChange(
                                rows.getString(1),
                                RelationSide.valueOf(rows.getString(2)),
                                RelationChange.Kind.valueOf(rows.getString(3)),
                                rows.getString(4),
                                rows.getString(5)));
                    }
                }
                return changes;
            }
        });
    }

    @Override
    public void settle(List<RelationChange> changes) {
        String sql = """
            UPDATE reconciler.relation_change SET settled_at = now()
            WHERE pipeline = ? AND side = ? AND table_id = ? AND kind = ? AND what = ? AND position = ?
                AND settled_at IS NULL\
            """;
        PostgresFailures.writing("settling the changes of a relation", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                connection.setAutoCommit(true);
                for (RelationChange change : changes) {
                    bind(statement, change);
                    statement.executeUpdate();
                }
            }
        });
    }
}
