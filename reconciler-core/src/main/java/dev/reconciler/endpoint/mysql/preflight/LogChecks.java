package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.read.UnloggedCascades;
import dev.reconciler.endpoint.mysql.source.BinaryLog;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks that a source, or a target that is streamed, writes a binary log from which each change of a row can be read whole. */
final class LogChecks {
    /** A pipeline that stops on Friday evening can then go on on Monday. */
    private static final Duration RETENTION = Duration.ofDays(3);

    private static final Pattern TAG = Pattern.compile(":\\s*[A-Za-z_]");
    private static final String ONLINE_GTIDS =
            "without a restart, on each server of the replication topology: SET GLOBAL enforce_gtid_consistency = WARN,"
                    + " and once the error log shows no violations, = ON; SET GLOBAL gtid_mode = OFF_PERMISSIVE, then"
                    + " = ON_PERMISSIVE; when SHOW STATUS LIKE 'Ongoing_anonymous_transaction_count' shows 0 and the"
                    + " replicas have caught up, SET GLOBAL gtid_mode = ON; set both in the server's configuration";

    private final Side side;
    private final String where;
    private final MySqlPreflight database;
    private final CheckReport report;
    private final boolean isMySql;

    LogChecks(Side side, String where, MySqlPreflight database, CheckReport report) {
        this.side = side;
        this.where = where;
        this.database = database;
        this.report = report;
        this.isMySql = database.server().kind() == MySqlKind.MYSQL;
    }

    void server() {
        Map<String, String> variables = database.read("the server's variables", LogChecks::variables);
        if (!isOn(variables, "log_bin")) {
            report.error(
                    where,
                    "the server writes no binary log (log_bin), so changes can't be streamed",
                    "set log_bin and a server_id of its own in the server's configuration, and restart it");
            return;
        }
        require(variables, "binlog_format", "ROW", "statements are logged instead of the rows that they change");
        require(
                variables,
                "binlog_row_image",
                "FULL",
                "changes are logged without the columns that they leave as they were");
        require(variables, "binlog_row_value_options", "", "changes of JSON documents are logged in part");
        require(variables, "binlog_row_metadata", "FULL", "changes are logged without the names of their columns");
        require(variables, "binlog_transaction_compression", "OFF", "compressed transactions can't be read");
        require(variables, "log_bin_compress", "OFF", "compressed changes can't be read");
        if ("0".equals(variables.get("server_id"))) {
            report.error(
                    where,
                    "server_id is 0, with which the server sends its binary log to no reader",
                    "SET GLOBAL server_id = a number that no other server of the topology has, and set it in the server's"
                            + " configuration");
        }
        if (isMySql) {
            gtids(variables);
        }
        if (isMySql && side == Side.TARGET) {
            require(
                    variables,
                    "binlog_order_commits",
                    "ON",
                    "transactions become visible in another order than the log's");
        }
        replica(variables);
        retention(variables);
        privileges();
        xa();
    }

    private static Map<String, String> variables(Connection connection) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        Sql.each(connection, """
                SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format', 'binlog_row_image',
                    'binlog_row_value_options', 'binlog_row_metadata', 'binlog_transaction_compression', 'binlog_order_commits',
                    'log_bin_compress', 'server_id', 'gtid_mode', 'log_slave_updates', 'log_replica_updates',
                    'binlog_expire_logs_seconds', 'binlog_expire_logs_auto_purge', 'expire_logs_days')""", row -> variables.put(row.getString(1), row.getString(2)));
        return variables;
    }

    /** Returns whether a variable is on; one that the server does not have is not. */
    private static boolean isOn(Map<String, String> variables, String name) {
        return "ON".equals(variables.get(name));
    }

    /** A server without the variable does not have the other behaviour either. */
    private void require(Map<String, String> variables, String name, String wanted, String otherwise) {
        String value = variables.getOrDefault(name, wanted);
        if (!value.equals(wanted)) {
            report.error(
                    where,
                    name + " is " + value + ": " + otherwise,
                    "SET GLOBAL " + name + " = '" + wanted
                            + "', set it in the server's configuration, and let the applications connect again: a session"
                            + " may keep the former value");
        }
    }

    private void gtids(Map<String, String> variables) {
        String mode = variables.getOrDefault("gtid_mode", "OFF");
        if (!mode.equals("ON") && side == Side.SOURCE) {
            report.warning(
                    where,
                    "gtid_mode is " + mode
                            + ": without GTIDs no snapshot proves which transactions it contains, so differences are confirmed by"
                            + " a second reading after observe.settle, not proven, and the stream can't follow a failover",
                    ONLINE_GTIDS
                            + "; the daemon must have caught up before ON, as the replicas must; then restart it with"
                            + " serve --resync");
        } else if (!mode.equals("ON")) {
            report.error(
                    where,
                    "gtid_mode is " + mode + ": without GTIDs, the stream can't be resumed where it stopped",
                    ONLINE_GTIDS);
        }
        String executed = database.read(
                "the executed transactions",
                connection -> Sql.one(connection, "SELECT @@GLOBAL.gtid_executed", row -> row.getString(1)));
        if (TAG.matcher(executed).find()) {
            report.error(
                    where,
                    "transactions have tagged GTIDs, which the stream can't read (gtid_executed: " + executed + ")",
                    "let no session set gtid_next to AUTOMATIC with a tag, and "
                            + (side == Side.SOURCE ? "name a source" : "set target.stream only on a server")
                            + " whose gtid_executed has none:"
                            + " a server keeps them until RESET BINARY LOGS AND GTIDS, which its replicas don't survive");
        }
    }

    private void replica(Map<String, String> variables) {
        boolean logsReplicated = isOn(variables, "log_replica_updates") || isOn(variables, "log_slave_updates");
        if (!logsReplicated && (isMySql || isReplica())) {
            report.error(
                    where,
                    "changes that the server receives as a replica are not in its binary log (log_replica_updates,"
                            + " log_slave_updates)",
                    "name the primary as " + side.noun()
                            + ", or set the variable to ON in the server's configuration and restart it");
        }
    }

    /** MariaDB's default does not log what a replica receives, so that it matters on replicas only. */
    private boolean isReplica() {
        return database.read("the server's replication", connection -> Sql.first(
                        connection, "SHOW GLOBAL STATUS LIKE 'Slaves_running'", row -> row.getLong(2) > 0)
                .orElse(false));
    }

    private void retention(Map<String, String> variables) {
        long seconds = Long.parseLong(variables.getOrDefault("binlog_expire_logs_seconds", "0"));
        if (seconds == 0) {
            double days = Double.parseDouble(variables.getOrDefault("expire_logs_days", "0"));
            seconds = (long) (days * Duration.ofDays(1).toSeconds());
        }
        boolean expires = seconds > 0 && !"OFF".equals(variables.get("binlog_expire_logs_auto_purge"));
        if (expires && seconds < RETENTION.toSeconds()) {
            report.warning(
                    where,
                    "the server deletes its binary log after " + seconds + " s: "
                            + (side == Side.SOURCE
                                    ? "a pipeline that stops for longer can't resume and verifies every table in full"
                                            + " (serve --resync)"
                                    : "after a longer stop, only runs find the writes to the target of that time"),
                    "SET GLOBAL binlog_expire_logs_seconds = " + RETENTION.toSeconds()
                            + " or more, and set it in the server's configuration");
        }
    }

    private void privileges() {
        for (String privilege : List.of("REPLICATION SLAVE", monitor())) {
            if (!database.grants().has(privilege)) {
                report.error(
                        where,
                        "the account lacks " + privilege + ", without which it may not read the binary log",
                        "GRANT " + privilege + " ON *.* TO the account");
            }
        }
    }

    private String monitor() {
        return isMySql ? "REPLICATION CLIENT" : "BINLOG MONITOR";
    }

    /** MariaDB shows prepared transactions to every account. */
    private void xa() {
        long prepared = database.read(
                "the use of XA",
                connection -> Sql.one(connection, "SHOW GLOBAL STATUS LIKE 'Com_xa_prepare'", row -> row.getLong(2)));
        if (prepared == 0) {
            return;
        }
        if (side == Side.TARGET) {
            report.warning(
                    where,
                    "applications use XA transactions (Com_xa_prepare " + prepared
                            + "): each one restarts the record of the target's writes, and only runs find the earlier ones",
                    "use XA on another server than the target, or leave target.stream out");
        } else if (isMySql && !database.grants().has("XA_RECOVER_ADMIN")) {
            report.error(
                    where,
                    "applications use XA transactions (Com_xa_prepare " + prepared
                            + "), and the account may not see which are prepared",
                    "GRANT XA_RECOVER_ADMIN ON *.* TO the account");
        } else {
            report.warning(
                    where,
                    "applications use XA transactions (Com_xa_prepare " + prepared
                            + "): each one that changes a mapped table pauses it, because the log does not tell whether a"
                            + " prepared transaction was committed",
                    "use XA only on tables that are not mapped; resume a paused table with 'reconciler tables resume TABLE'"
                            + " and verify it in full");
        }
    }

    /** Foreign keys that change rows of mapped tables behind the log's back. */
    void cascades(Collection<TableRef> tables) {
        if (!database.grants().has("PROCESS")) {
            return; // that it lacks is an error of its own
        }
        UnloggedCascades cascades = database.read(
                "the foreign keys",
                connection -> UnloggedCascades.of(connection, database.server().kind()));
        cascades.into(tables)
                .forEach(key -> report.warning(
                        side.noun() + " table " + key.child(),
                        "the server does not log the rows that " + key + " changes: each change of the parent that may"
                                + " cascade "
                                + (side == Side.SOURCE
                                        ? "pauses the table"
                                        : "restarts the record of the target's writes"),
                        "let the applications change the children themselves, and the key restrict (MySQL logs cascades"
                                + " from version 9.6 on, with innodb_native_foreign_keys=OFF)"));
    }

    /** Tables of a database that is kept out of the log. */
    void logged(Collection<TableRef> tables) {
        if (!database.grants().has(monitor()) || !database.read("log_bin", c -> Sql.isTrue(c, "SELECT @@log_bin"))) {
            return;
        }
        BinaryLog.Status status = database.read("the state of the binary log", connection -> BinaryLog.of(connection)
                .status());
        tables.stream()
                .filter(table -> !status.logs(table.schema()))
                .forEach(table -> report.error(
                        side.noun() + " table " + table,
                        "its changes are not logged (binlog_do_db, binlog_ignore_db)",
                        "remove both from the server's configuration and restart it"));
    }
}
