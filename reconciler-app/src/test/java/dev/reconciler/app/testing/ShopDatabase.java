package dev.reconciler.app.testing;

import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The source or the target of a {@link PipelineFixture}: a database of its own with the shop's tables, empty. */
public interface ShopDatabase {
    /** Unique among all databases of the tests of this JVM. */
    String database();

    /** The connection, as the configuration has it. */
    String configuration();

    /** The schema of the shop's tables. */
    String schema();

    /** A session, which the caller closes. */
    Connection connect() throws SQLException;

    /** Runs each statement in a transaction of its own. */
    void execute(String... statements);

    List<Map<String, @Nullable Object>> query(String sql);

    boolean hasControlTables();

    /** Customers of two tenants, an order of each, with two items of each. */
    void seed(int customers);

    /** The rows of a table, each as one text that every engine gives for equal values, in an order that is the same on each. */
    List<Map<String, @Nullable Object>> texts(String table);

    /** The objects that the server keeps for the stream of this name, for people. */
    List<String> streamObjects(String stream);

    /** Drops what the server keeps for the stream of this name. */
    void dropStream(String stream);

    /** A database in the server that all tests of this JVM share. */
    static ShopDatabase postgres(String prefix) {
        return postgres(PostgresCluster.shared(), prefix);
    }

    static ShopDatabase postgres(PostgresCluster cluster, String prefix) {
        return new PostgresShop(cluster, cluster.createDatabase(prefix));
    }

    /** A database in the server that all tests of this JVM share; as a target, without the tables of earlier pipelines. */
    static ShopDatabase of(Flavor flavor, String prefix) {
        return of(MySqlFamilyServer.shared(flavor), prefix);
    }

    /** A database in a server of the caller's own. */
    static ShopDatabase of(MySqlFamilyServer server, String prefix) {
        return MySqlShop.create(server, prefix);
    }
}
