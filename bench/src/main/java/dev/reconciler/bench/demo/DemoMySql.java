package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ServerKind;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL or MariaDB server with the demo's accounts and an empty database: one that the demo starts, or one that the environment
 * names, in which the demo's databases and accounts must not exist yet.
 */
final class DemoMySql implements DemoServer {
    /** The daemon's database in the target server. */
    private static final String CONTROL = "reconciler";

    private static final List<String> ROLES = List.of("shop_app", "reconciler", "night_batch");
    /** Without it, only an account with SUPER could create the triggers of the control tables. */
    private static final String TRUST = "log_bin_trust_function_creators";

    private static final String WRITES = "SELECT, INSERT, UPDATE, DELETE";

    private final MySqlFamilyServer server;
    private final boolean isNamed;
    private final Map<String, String> passwords = new TreeMap<>();

    private DemoMySql(MySqlFamilyServer server, boolean isNamed) {
        this.server = server;
        this.isNamed = isNamed;
    }

    /** @param mayBeNamed true if a server that the environment names is taken */
    static DemoMySql start(
            ServerKind kind, String side, boolean mayBeNamed, Supplier<String> passwords, Consumer<String> progress) {
        progress.accept("starting " + kind.title() + " (" + side + ")…");
        Optional<MySqlFamilyServer> named =
                MySqlFamilyServer.named(kind.flavor()).filter(server -> mayBeNamed);
        named.ifPresent(DemoMySql::requireFree);
        DemoMySql demo = new DemoMySql(
                named.orElseGet(() -> MySqlFamilyServer.builder(kind.flavor())
                        .setting(TRUST, "ON")
                        .start()),
                named.isPresent());
        String version;
        try {
            version = demo.prepare(passwords);
        } catch (RuntimeException e) {
            demo.close();
            throw e;
        }
        progress.accept(kind.title() + " " + version + " (" + side + ") listens on port " + demo.server.port());
        return demo;
    }

    /** Nothing of a user's is overwritten, or removed at the end. */
    private static void requireFree(MySqlFamilyServer server) {
        List<Map<String, @Nullable Object>> taken = server.query(
                "",
                "SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name IN ('%s', '%s')"
                        .formatted(DemoClusters.DATABASE, CONTROL));
        if (!taken.isEmpty()) {
            throw new IllegalStateException(server + " has a database "
                    + taken.get(0).get("name") + " already; the demo needs a server that has neither "
                    + DemoClusters.DATABASE + " nor " + CONTROL);
        }
        if (server.query("", "SELECT 1 FROM dual WHERE NOT @@log_bin OR @@" + TRUST)
                .isEmpty()) {
            throw new IllegalStateException(server + " lets only accounts with SUPER create triggers: SET GLOBAL "
                    + TRUST + " = ON for the demo");
        }
    }

    /** Returns the version. */
    private String prepare(Supplier<String> secrets) {
        String version = String.valueOf(
                server.query("", "SELECT version() AS version").get(0).get("version"));
        for (String role : ROLES) {
            String password = secrets.get();
            passwords.put(role, password);
            server.execute("", "CREATE USER " + account(role) + " IDENTIFIED BY " + literal(password));
        }
        server.execute(
                "",
                "CREATE DATABASE " + DemoClusters.DATABASE + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                grant("ALL PRIVILEGES", DemoClusters.DATABASE + ".*", "shop_app"),
                grant(WRITES + ", TRIGGER", DemoClusters.DATABASE + ".*", "reconciler"),
                grant(WRITES + ", CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER", CONTROL + ".*", "reconciler"),
                grant("PROCESS, REPLICATION SLAVE, " + monitor(), "*.*", "reconciler"),
                grant(WRITES, DemoClusters.DATABASE + ".*", "night_batch"));
        if (!isNamed) {
            // The accounts with all privileges, of which the first is the one that is connected.
            server.execute(
                    "",
                    "ALTER USER IF EXISTS 'root'@'localhost' IDENTIFIED BY " + literal(secrets.get()),
                    "ALTER USER '" + server.user() + "'@'%' IDENTIFIED BY " + literal(secrets.get()));
        }
        return version;
    }

    /** The privilege to see how far the server's log reaches. */
    private String monitor() {
        return server.flavor() == Flavor.MYSQL ? "REPLICATION CLIENT" : "BINLOG MONITOR";
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String grant(String privileges, String tables, String role) {
        return "GRANT " + privileges + " ON " + tables + " TO " + account(role);
    }

    /** Not the role's own name, which a server that the environment names may have. */
    private static String account(String role) {
        return "'" + user(role) + "'@'%'";
    }

    private static String user(String role) {
        return "demo_" + role;
    }

    @Override
    public Login login(String role) {
        String password = passwords.get(role);
        if (password == null) {
            throw new IllegalArgumentException("no role " + role);
        }
        return Login.ofMySql(server.jdbcUrl(DemoClusters.DATABASE), user(role), password);
    }

    @Override
    public String url() {
        return server.flavor().label() + "://" + server.host() + ":" + server.port() + "/" + DemoClusters.DATABASE;
    }

    @Override
    public void close() {
        if (isNamed) {
            server.execute(
                    "", "DROP DATABASE IF EXISTS " + DemoClusters.DATABASE, "DROP DATABASE IF EXISTS " + CONTROL);
            ROLES.forEach(role -> server.execute("", "DROP USER IF EXISTS " + account(role)));
        }
        server.close();
    }
}
