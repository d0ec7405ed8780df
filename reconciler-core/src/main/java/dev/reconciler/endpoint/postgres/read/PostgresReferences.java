package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.read.CascadingReferences;
import dev.reconciler.mapping.MappedTable;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Foreign keys, as the target's catalog has them. */
public final class PostgresReferences implements CascadingReferences {
    private final Jdbi target;

    /** @param target asked in transactions that only read */
    public PostgresReferences(DataSource target) {
        this.target = Jdbi.create(target);
    }

    @Override
    public List<String> to(MappedTable table) {
        return target.inTransaction(handle -> {
            handle.execute("SET TRANSACTION READ ONLY");
            return handle.createQuery("""
                        SELECT k.conname || ' of ' || k.conrelid::regclass FROM pg_constraint k
                        JOIN pg_class c ON c.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd')
                          AND n.nspname = :schema AND c.relname = :table
                        ORDER BY 1
                        """)
                    .bind("schema", table.target().schema())
                    .bind("table", table.target().name())
                    .mapTo(String.class)
                    .list();
        });
    }
}
