package dev.reconciler.endpoint.postgres.write;

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
        Map<String, Map<String, String>> shapes = new HashMap<>();
        return PostgresFailures.reading("reading the known shapes", target, connection -> {
            Sql.each(connection, sql, row -> shapes.put(row.getString(1), shape(row)), pipeline);
            return shapes;
        });
    }

    private static Map<String, String> shape(ResultSet row) throws SQLException {
        List<String> columns = Sql.texts(row, 2);
        List<String> types = Sql.texts(row, 3);
        Map<String, String> shape = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            shape.put(columns.get(i), types.get(i));
        }
        return shape;
    }

    @Override
    public void note(String table, Map<String, String> shape) {
        String sql = """
                INSERT INTO reconciler.source_shape (pipeline, table_id, columns, types) VALUES (?, ?, ?, ?)
                ON CONFLICT (pipeline, table_id) DO UPDATE
                SET columns = excluded.columns, types = excluded.types, noted_at = now()""";
        PostgresFailures.writing(
                "noting a table's shape",
                target,
                connection -> Sql.update(connection, sql, pipeline, table, shape.keySet(), shape.values()));
    }
}
