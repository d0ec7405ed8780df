package dev.reconciler.endpoint.mysql.catalog;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SpecialValue;
import dev.reconciler.schema.catalog.CountSql;
import java.util.Optional;

/** Counts rows of MySQL and MariaDB. */
public final class MySqlCountSql implements CountSql {
    @Override
    public String quoted(String name) {
        return MySqlIdentifiers.quote(name);
    }

    /** Without a backslash, the text means the same in every SQL mode. */
    @Override
    public String literal(String text) {
        return MySqlChangeSql.literal(text);
    }

    @Override
    public String text(String column) {
        return "CAST(" + quoted(column) + " AS CHAR)";
    }

    @Override
    public String moreFraction(Column column, int digits) {
        String type = column.type().logical() == LogicalType.TIME ? "TIME" : "DATETIME";
        return quoted(column.name()) + " <> CAST(" + quoted(column.name()) + " AS " + type + "(" + digits + "))";
    }

    @Override
    public String lacking(String column, String charset) {
        String name = quoted(column);
        String set = charset.replaceAll("[^A-Za-z0-9_]", "");
        return "CAST(CONVERT(" + name + " USING utf8mb4) AS BINARY) <> CAST(CONVERT(CONVERT(" + name + " USING " + set
                + ") USING utf8mb4) AS BINARY)";
    }

    @Override
    public Optional<String> special(Column column, SpecialValue value) {
        String name = quoted(column.name());
        return Optional.ofNullable(
                switch (value) {
                    case NO_TRUTH_VALUE -> name + " NOT IN (0, 1)";
                    case NUL_CHARACTER -> "LOCATE(CHAR(0), " + name + ") > 0";
                    case INVALID_DATE ->
                        "MONTH(" + name + ") = 0 OR DAYOFMONTH(" + name + ") = 0 OR DAYOFMONTH(" + name
                                + ") > DAYOFMONTH(LAST_DAY(" + name + "))";
                    case NO_TIME_OF_DAY -> name + " NOT BETWEEN '00:00:00' AND '24:00:00'";
                    case NO_YEAR -> name + " <> 0 AND " + name + " NOT BETWEEN 1901 AND 2155";
                    case DISTANT_INSTANT -> name + " NOT BETWEEN '1970-01-01 00:00:01' AND '2038-01-19 03:14:07'";
                    case NOT_FINITE, NUL_IN_DOCUMENT, EXACT_NUMBER_IN_DOCUMENT, DISTANT_DATE -> null;
                });
    }
}
