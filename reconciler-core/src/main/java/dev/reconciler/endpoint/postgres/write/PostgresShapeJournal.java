package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.ShapeJournal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Keeps the source tables' last seen columns in the target, beside the checkpoint. */
public final class PostgresShapeJournal implements ShapeJournal {
    private final DataSource target;
    private final String pipeline;

    public PostgresShapeJournal(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    /** Type by column name, by table id; a table that was never noted is not in it. */
    @Override
    public Map<String, Map<String, String>> shapes() {
        String sql = "SELECT table_id, columns, types FROM reconciler.source_shape WHERE pipeline = ?";
        return PostgresFailures.reading("reading the known shapes", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, pipeline);
                Map<String, Map<String, String>> shapes = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        shapes.put(rows.getString(1), shape(rows));
                    }
                }
                return shapes;
            }
        });
    }

    private static Map<String, String> shape(ResultSet row) throws SQLException {
        String[] columns = (String[]) row.getArray(2).getArray();
        String[] types = (String[]) row.getArray(3).getArray();
        Map<String, String> shape = new TreeMap<>();
        for (int i = 0; i < columns.length; i++) {
            shape.put(columns[i], types[i]);
        }
        return shape;
    }

    @Override
    public void note(String table, Map<String, String> shape) {
        String sql = """
                INSERT INTO reconciler.source_shape (pipeline, table_id, columns, types) VALUES (?, ?, ?, ?)
                ON CONFLICT (pipeline, table_id) DO UPDATE
                SET columns = excluded.columns, types = excluded.types, noted_at = now()""";
        PostgresFailures.writing("noting a table's shape", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                connection.setAutoCommit(true);
                statement.setString(1, pipeline);
                statement.setString(2, table);
                statement.setArray(
                        3, connection.createArrayOf("text", shape.keySet().toArray()));
                statement.setArray(
                        4, connection.createArrayOf("text", shape.values().toArray()));
                statement.executeUpdate();
            }
        });
    }
}
