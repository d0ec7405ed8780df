package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Foreign keys, as the target's catalog has them. */
public final class PostgresReferences implements CascadingReferences {
    private final DataSource target;

    /** @param target asked in transactions that only read */
    public PostgresReferences(DataSource target) {
        this.target = target;
    }

    @Override
    public List<String> to(MappedTable table) {
        String sql = """
                        SELECT k.conname || ' of ' || k.conrelid::regclass FROM pg_constraint k
                        JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd')
                          AND n.nspname = ? AND c.relname = ?
                        ORDER BY 1
                        """;
        try (Session session = Session.open(Side.TARGET, target)) {
            List<String> taken = new ArrayList<>();
            session.beginSnapshot();
            session.each(
                    "the foreign keys to " + table.target(),
                    sql,
                    row -> taken.add(row.getString(1)),
                    table.target().schema(),
                    table.target().name());
            return taken;
        }
    }
}
