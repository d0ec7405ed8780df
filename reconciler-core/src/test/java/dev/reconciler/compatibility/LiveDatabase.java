package dev.reconciler.compatibility;

import dev.reconciler.endpoint.mysql.catalog.MySqlCatalogReader;
import dev.reconciler.endpoint.postgres.catalog.PostgresCatalogReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.CatalogReader;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database of a real server; those of PostgreSQL have a function {@code touch()} for triggers. */
interface LiveDatabase {
    void execute(String sql);

    List<Map<String, @Nullable Object>> query(String sql);

    CatalogReader catalog();

    Connection connect() throws SQLException;

    String schema();

    static LiveDatabase postgres(Side side) {
        PostgresCluster cluster = PostgresCluster.shared();
        String name = cluster.createDatabase("schema_" + side.noun());
        cluster.execute(name, "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(cluster.jdbcUrl(name));
        source.setUser(cluster.user());
        source.setPassword(cluster.password());
        return new LiveDatabase() {
            @Override
            public void execute(String sql) {
                cluster.execute(name, sql);
            }

            @Override
            public List<Map<String, @Nullable Object>> query(String sql) {
                return cluster.query(name, sql);
            }

            @Override
            public CatalogReader catalog() {
                return new PostgresCatalogReader(side, source);
            }

            @Override
            public Connection connect() throws SQLException {
                return cluster.connect(name);
            }

            @Override
            public String schema() {
                return "public";
            }
        };
    }

    static LiveDatabase mySql(Flavor flavor, Side side) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String name = server.createDatabase("schema_" + side.noun());
        return new LiveDatabase() {
            @Override
            public void execute(String sql) {
                server.execute(name, sql);
            }

            @Override
            public List<Map<String, @Nullable Object>> query(String sql) {
                return server.query(name, sql);
            }

            @Override
            public CatalogReader catalog() {
                return new MySqlCatalogReader(side.noun(), server.dataSource(name));
            }

            @Override
            public Connection connect() throws SQLException {
                return server.connect(name);
            }

            @Override
            public String schema() {
                return name;
            }
        };
    }
}
