package dev.reconciler.endpoint.postgres.control;

import dev.reconciler.control.ControlDialect;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Control databases of PostgreSQL. */
public final class PostgresControlDialect implements ControlDialect {
    @Override
    public String json(String expression) {
        return "CAST(" + expression + " AS jsonb)";
    }

    @Override
    public String isAnyOf(String expression, String parameter) {
        return expression + " = ANY (:" + parameter + ")";
    }

    @Override
    public String given(String parameter) {
        return "unnest(:" + parameter + ") AS given (value)";
    }

    @Override
    public Object texts(Collection<String> values) {
        return values.toArray(String[]::new);
    }

    @Override
    public Object numbers(Collection<Long> values) {
        return values.toArray(Long[]::new);
    }

    @Override
    public String skipExisting(String uniqueKey) {
        return "ON CONFLICT (" + uniqueKey + ") DO NOTHING";
    }

    @Override
    public String skipExistingAmong(String uniqueKey, String condition) {
        return "ON CONFLICT (" + uniqueKey + ") WHERE " + condition + " DO NOTHING";
    }

    @Override
    public String replaceExisting(String uniqueKey, String... columns) {
        return "ON CONFLICT (" + uniqueKey + ") DO UPDATE SET "
                + Stream.of(columns)
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String replaceExistingIf(String condition, String uniqueKey, String... columns) {
        return replaceExisting(uniqueKey, columns) + " WHERE " + condition;
    }
}
