package dev.reconciler.endpoint.postgres.catalog;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SpecialValue;
import dev.reconciler.schema.catalog.CountSql;
import java.util.Locale;
import java.util.Optional;

/** Counts rows of PostgreSQL. */
public final class PostgresCountSql implements CountSql {
    @Override
    public String quoted(String name) {
        return Identifiers.quote(name);
    }

    @Override
    public String literal(String text) {
        return Identifiers.literal(text);
    }

    @Override
    public String text(String column) {
        return quoted(column) + "::text";
    }

    @Override
    public String moreFraction(Column column, int digits) {
        boolean zoned = column.type().structure().zoned();
        String type = (column.type().logical() == LogicalType.TIME ? "time" : "timestamp") + (zoned ? "tz" : "");
        return quoted(column.name()) + " <> " + quoted(column.name()) + "::" + type + "(" + digits + ")";
    }

    /** Of other sets, the characters beyond ASCII: at least all that they lack. */
    @Override
    public String lacking(String column, String charset) {
        String lacks =
                switch (charset.toLowerCase(Locale.ROOT)) {
                    case "latin1" -> "[^\\u0001-\\u00ff]";
                    case "utf8", "utf8mb3" -> "[^\\u0001-\\uffff]";
                    default -> "[^\\u0001-\\u007f]";
                };
        return quoted(column) + " ~ '" + lacks + "'";
    }

    @Override
    public Optional<String> special(Column column, SpecialValue value) {
        String name = quoted(column.name());
        return Optional.ofNullable(
                switch (value) {
                    case NOT_FINITE -> name + "::text IN ('NaN', 'Infinity', '-Infinity')";
                    case NO_YEAR -> name + " <> 0 AND " + name + " NOT BETWEEN 1901 AND 2155";
                    case DISTANT_DATE -> "NOT (" + name + " >= '0001-01-01' AND " + name + " < '10000-01-01')";
                    case DISTANT_INSTANT -> name + " NOT BETWEEN '1970-01-01 00:00:01+00' AND '2038-01-19 03:14:07+00'";
                    case NO_TRUTH_VALUE,
                            NUL_CHARACTER,
                            NUL_IN_DOCUMENT,
                            EXACT_NUMBER_IN_DOCUMENT,
                            INVALID_DATE,
                            NO_TIME_OF_DAY -> null;
                });
    }
}
