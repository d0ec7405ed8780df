package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.read.QueryDialect;
import dev.reconciler.row.LogicalType;
import java.time.Duration;

/** The SQL of MySQL and MariaDB in queries. */
final class MySqlQueryDialect implements QueryDialect {
    private final MySqlKind kind;

    MySqlQueryDialect(MySqlKind kind) {
        this.kind = kind;
    }

    @Override
    public String quote(String name) {
        return MySqlIdentifiers.quote(name);
    }

    @Override
    public String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** By a collation in which blanks at the end count, too. */
    @Override
    public String exactText(String text) {
        return "CONVERT(" + text + " USING utf8mb4) COLLATE "
                + (kind == MySqlKind.MYSQL ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin");
    }

    @Override
    public String now() {
        return "NOW(6)";
    }

    @Override
    public String later(LogicalType type, String time, Duration by) {
        return by.isZero() ? time : "(" + time + " + INTERVAL " + by.toMillis() * 1000 + " MICROSECOND)";
    }
}
