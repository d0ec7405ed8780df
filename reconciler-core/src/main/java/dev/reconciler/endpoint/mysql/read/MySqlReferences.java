package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Foreign keys, as the target's catalog has them. */
public final class MySqlReferences implements CascadingReferences {
    private final DataSource target;

    public MySqlReferences(DataSource target) {
        this.target = target;
    }

    @Override
    public List<String> to(MappedTable table) {
        String sql = """
            SELECT CONCAT(CONSTRAINT_NAME, ' of ', CONSTRAINT_SCHEMA, '.', TABLE_NAME)
            FROM information_schema.REFERENTIAL_CONSTRAINTS
            WHERE UNIQUE_CONSTRAINT_SCHEMA = ? AND REFERENCED_TABLE_NAME = ?
              AND DELETE_RULE IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
            ORDER BY 1\
            """;
        List<String> names = new ArrayList<>();
        try (MySqlSession session = MySqlSession.open("target", target)) {
            session.each(
                    "the foreign keys to " + table.target(),
                    sql,
                    List.of(table.target().schema(), table.target().name()),
                    row -> names.add(row.getString(1)));
        }
        return names;
    }
}
