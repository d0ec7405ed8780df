package dev.reconciler.testing.mysql;

import java.util.List;
import java.util.Map;

/** The two servers of the MySQL family, and what their fixtures do differently. */
public enum Flavor {
    MYSQL("mysql", "mysqld", "RECONCILER_TEST_MYSQL"),
    MARIADB("mariadb", "mariadbd", "RECONCILER_TEST_MARIADB");

    private final String label;
    private final String program;
    private final String variable;

    Flavor(String label, String program, String variable) {
        this.label = label;
        this.program = program;
        this.variable = variable;
    }

    /** The name in file names and messages: {@code mysql}, {@code mariadb}. */
    public String label() {
        return label;
    }

    /** The environment variable that names a running server, {@code user:password@host:port}. */
    public String variable() {
        return variable;
    }

    String program() {
        return program;
    }

    /** The statement that returns the end of the binary log: file, offset in bytes. */
    public String logEndStatement() {
        return this == MYSQL ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** The settings of a source that Reconciler can read. */
    Map<String, String> settings() {
        return this == MYSQL
                ? Map.of(
                        "mysqlx", "OFF",
                        "gtid_mode", "ON",
                        "enforce_gtid_consistency", "ON",
                        "binlog_row_metadata", "FULL",
                        "innodb_redo_log_capacity", "64M")
                : Map.of(
                        "binlog_format", "ROW",
                        "binlog_row_image", "FULL",
                        "binlog_row_metadata", "FULL",
                        "gtid_strict_mode", "ON",
                        "character_set_server", "utf8mb4",
                        "innodb_log_file_size", "64M");
    }

    /** The arguments with which the program makes the system tables of an empty data folder. */
    List<String> initialization() {
        return List.of(this == MYSQL ? "--initialize-insecure" : "--bootstrap");
    }

    /** The scripts, in the folder of messages, that the program reads while it makes the system tables. */
    List<String> systemTables() {
        return this == MYSQL
                ? List.of()
                : List.of(
                        "mysql_system_tables.sql",
                        "mysql_performance_tables.sql",
                        "mysql_system_tables_data.sql",
                        "maria_add_gis_sp_bootstrap.sql");
    }
}
