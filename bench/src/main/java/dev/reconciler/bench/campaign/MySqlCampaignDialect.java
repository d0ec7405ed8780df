package dev.reconciler.bench.campaign;

import dev.reconciler.testing.mysql.Flavor;
import java.util.List;
import java.util.stream.Collectors;

/** The SQL of MySQL and MariaDB. @param placement as in {@link CampaignDialect#placement} */
record MySqlCampaignDialect(Flavor flavor, String placement) implements CampaignDialect {
    private static final String ACCOUNT = "'" + World.ROLE + "'@'%'";

    @Override
    public String schema() {
        return "shop";
    }

    @Override
    public String numbered() {
        return "bigint AUTO_INCREMENT PRIMARY KEY";
    }

    /** MySQL's does since 9.6. */
    @Override
    public boolean logsCascades() {
        return flavor == Flavor.MYSQL;
    }

    /** Versions are numbers of the server that only grow, across its restarts too. */
    @Override
    public String source() {
        StringBuilder sql = new StringBuilder(
                """
                GRANT SELECT ON shop.* TO %1$s;
                GRANT REPLICATION SLAVE, PROCESS, %2$s ON *.* TO %1$s;
                """.formatted(ACCOUNT, flavor == Flavor.MYSQL ? "REPLICATION CLIENT" : "BINLOG MONITOR"));
        for (String event : List.of("INSERT", "UPDATE")) {
            CampaignShop.KEYS
                    .keySet()
                    .forEach(table -> sql.append(
                            "CREATE TRIGGER version_%1$s_%2$s BEFORE %2$s ON %1$s FOR EACH ROW SET NEW.version = uuid_short();\n"
                                    .formatted(table, event)));
        }
        return sql.toString();
    }

    /** A server runs no triggers for what a cascade writes. The names of the tables are not in the triggers: see {@code check}. */
    @Override
    public String target() {
        StringBuilder sql = new StringBuilder("""
                GRANT PROCESS ON *.* TO %1$s;
                GRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON shop.* TO %1$s;
                GRANT ALL PRIVILEGES ON reconciler.* TO %1$s;
                """.formatted(ACCOUNT));
        CampaignShop.KEYS.forEach((table, key) -> {
            sql.append(witness(table, key, "INSERT", "false"));
            String unchanged = CampaignShop.columns(table).stream()
                    .map(column -> "NEW." + column + " <=> OLD." + column)
                    .collect(Collectors.joining(" AND "));
            sql.append(witness(table, key, "UPDATE", unchanged));
        });
        return sql.toString();
    }

    private static String witness(String table, List<String> key, String event, String unchanged) {
        return """
                CREATE TRIGGER witness_%1$s_%2$s AFTER %2$s ON %1$s FOR EACH ROW
                BEGIN
                    DECLARE k varchar(100) DEFAULT concat_ws(',', %3$s);
                    DECLARE newest bigint DEFAULT (SELECT version FROM witness_last WHERE tab = 'of_%1$s' AND row_key = k);
                    IF NEW.version < newest THEN
                        INSERT INTO witness VALUES ('stale', 'of_%1$s', k, newest, NEW.version, user(), now(6));
                    ELSEIF %4$s THEN
                        INSERT INTO witness VALUES ('repeated', 'of_%1$s', k, newest, NEW.version, user(), now(6));
                    END IF;
                    INSERT INTO witness_last VALUES ('of_%1$s', k, NEW.version)
                    ON DUPLICATE KEY UPDATE version = greatest(version, NEW.version);
                END;
                """.formatted(
                table, event, key.stream().map(column -> "NEW." + column).collect(Collectors.joining(", ")), unchanged);
    }

    @Override
    public String control() {
        return "GRANT SELECT ON control.* TO %1$s; GRANT ALL PRIVILEGES ON reconciler.* TO %1$s".formatted(ACCOUNT);
    }

    @Override
    public String hash(String expression) {
        return "sha2(" + expression + ", 256)";
    }

    @Override
    public String lockTimeout(int seconds) {
        return "SET innodb_lock_wait_timeout = " + seconds;
    }

    @Override
    public String dropIndex(String name, String table) {
        return "DROP INDEX " + name + " ON " + table;
    }

    @Override
    public String streamBeginning() {
        return "reconciler.stream_origin";
    }

    /** By file and offset, such as {@code binlog.000042:1234}, which follow the server in a checkpoint. */
    @Override
    public boolean covers(String checkpoint, String written) {
        String log = checkpoint.split(" ")[1];
        int files = Long.compare(file(log), file(written));
        return files > 0 || files == 0 && offset(log) >= offset(written);
    }

    private static long file(String log) {
        return Long.parseLong(log.substring(log.lastIndexOf('.') + 1, log.lastIndexOf(':')));
    }

    private static long offset(String log) {
        return Long.parseLong(log.substring(log.lastIndexOf(':') + 1));
    }
}
