package dev.reconciler.testing.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.control.MySqlControlPool;
import dev.reconciler.endpoint.mysql.control.MySqlControlSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The control database of a shared server. A server has one, as its name is fixed, and the tables of a target are there, too. It is
 * emptied for each test, which is much faster than to create its tables.
 */
public final class MySqlControlDatabase {
    public static final String NAME = "reconciler";

    private static final int CONNECTIONS = 20;

    private MySqlControlDatabase() {}

    /** The pool of sessions of the control database, which has its tables and no rows. */
    public static DataSource empty(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        if (tables(server, "schema\\_history\\_control").isEmpty()) {
            MySqlControlSchema.migrate(pool(flavor));
        }
        server.execute("", deletion(tables(server, "%")));
        return pool(flavor);
    }

    /** The pool of sessions, whatever the database holds. */
    public static DataSource pool(Flavor flavor) {
        return flavor == Flavor.MYSQL ? MySqlPool.POOL : MariaDbPool.POOL;
    }

    private static List<Map<String, Object>> tables(MySqlFamilyServer server, String like) {
        return server.query(
                "",
                "SELECT table_name AS name FROM information_schema.tables"
                        + " WHERE table_schema = 'reconciler' AND table_name LIKE '" + like + "'");
    }

    /** Triggers refuse to delete from the audit log, but don't see that it is truncated. */
    private static String[] deletion(List<Map<String, Object>> tables) {
        List<String> statements = new ArrayList<>(List.of("SET foreign_key_checks = 0"));
        for (Map<String, Object> table : tables) {
            String name = table.get("name").toString();
            if (name.startsWith("schema_history")) {
                continue;
            }
            statements.add((name.equals("audit_entry") ? "TRUNCATE " : "DELETE FROM ") + NAME + "." + name);
        }
        return statements.toArray(String[]::new);
    }

    private static HikariDataSource open(Flavor flavor) {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        return MySqlControlPool.open(
                server.jdbcUrl(""), server.user(), server.password(), "control", CONNECTIONS, Duration.ofSeconds(30));
    }

    /** Opened on first use, by the class loader's lock. */
    private static final class MySqlPool {
        static final HikariDataSource POOL = open(Flavor.MYSQL);
    }

    /** Opened on first use, by the class loader's lock. */
    private static final class MariaDbPool {
        static final HikariDataSource POOL = open(Flavor.MARIADB);
    }
}
