package dev.reconciler.app.testing;

import dev.reconciler.testing.PostgresCluster;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL target. */
record PostgresShop(PostgresCluster cluster, String database) implements ShopTarget {
    PostgresShop {
        cluster.execute(database, PipelineFixture.TABLES);
    }

    @Override
    public String configuration() {
        return "{host: localhost, port: " + cluster.port() + ", user: postgres, database: " + database + "}";
    }

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public void execute(String... statements) {
        cluster.execute(database, statements);
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql) {
        return cluster.query(database, sql);
    }

    @Override
    public boolean hasControlTables() {
        return !query("SELECT 1 FROM pg_namespace WHERE nspname = 'reconciler'").isEmpty();
    }

    @Override
    public List<Map<String, @Nullable Object>> texts(String table) {
        return query(PipelineFixture.texts(table));
    }
}
