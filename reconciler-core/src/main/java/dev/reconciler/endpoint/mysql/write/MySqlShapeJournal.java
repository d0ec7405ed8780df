package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.control.Json;
import dev.reconciler.endpoint.engine.ShapeJournal;
import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Keeps the source tables' last seen columns in the target, beside the checkpoint. */
public final class MySqlShapeJournal implements ShapeJournal {
    private final DataSource target;
    private final String pipeline;

    public MySqlShapeJournal(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public Map<String, Map<String, String>> shapes() {
        String sql = "SELECT table_id, columns, types FROM reconciler.source_shape WHERE pipeline = ?";
        Map<String, Map<String, String>> shapes = new HashMap<>();
        return MySqlFailures.reading("reading the known shapes", target, connection -> {
            Sql.each(connection, sql, row -> shapes.put(row.getString(1), shape(row)), pipeline);
            return shapes;
        });
    }

    private static Map<String, String> shape(ResultSet row) throws SQLException {
        List<String> columns = Json.toTexts(row.getString(2));
        List<String> types = Json.toTexts(row.getString(3));
        Map<String, String> shape = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            shape.put(columns.get(i), types.get(i));
        }
        return shape;
    }

    @Override
    public void note(String table, Map<String, String> shape) {
        String columns = Json.ofTexts(List.copyOf(shape.keySet()));
        String types = Json.ofTexts(List.copyOf(shape.values()));
        MySqlFailures.writing(
                "noting a table's shape",
                target,
                connection -> Sql.update(connection, """
                        INSERT INTO reconciler.source_shape (pipeline, table_id, columns, types, noted_at)
                        VALUES (?, ?, ?, ?, utc_timestamp(6))
                        ON DUPLICATE KEY UPDATE columns = VALUES(columns), types = VALUES(types),
                            noted_at = VALUES(noted_at)""", pipeline, table, columns, types));
    }
}
