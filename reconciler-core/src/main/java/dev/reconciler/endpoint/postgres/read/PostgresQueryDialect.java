package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.read.QueryDialect;
import dev.reconciler.row.LogicalType;
import java.time.Duration;

/** The SQL of PostgreSQL in queries. */
final class PostgresQueryDialect implements QueryDialect {
    @Override
    public String quote(String name) {
        return Identifiers.quote(name);
    }

    @Override
    public String literal(String text) {
        return Identifiers.literal(text);
    }

    /** A grouping by the binary order, as a column's own collation may be nondeterministic. */
    @Override
    public String exactText(String text) {
        return "(" + text + " COLLATE \"C\")";
    }

    /** Not the time of the transaction: rows that its snapshot holds may be later than its beginning. */
    @Override
    public String now() {
        return "statement_timestamp()";
    }

    /** A sum with a time of day would begin again at midnight; one of intervals is compared with a time of day as an interval. */
    @Override
    public String later(LogicalType type, String time, Duration by) {
        String from = type == LogicalType.TIME ? "CAST(" + time + " AS interval)" : time;
        return by.isZero() ? time : "(" + from + " + interval '" + by.toMillis() + " milliseconds')";
    }
}
