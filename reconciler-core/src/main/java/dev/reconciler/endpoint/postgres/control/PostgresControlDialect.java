package dev.reconciler.endpoint.postgres.control;

import dev.reconciler.control.Condition;
import dev.reconciler.control.ControlDialect;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Control databases of PostgreSQL. */
public final class PostgresControlDialect implements ControlDialect {
    @Override
    public String json(String expression) {
        return "CAST(" + expression + " AS jsonb)";
    }

    @Override
    public Condition isAnyText(String expression, String parameter, Collection<String> texts) {
        return isAny(expression, parameter, texts.toArray(String[]::new));
    }

    @Override
    public Condition isAnyNumber(String expression, String parameter, Collection<Long> numbers) {
        return isAny(expression, parameter, numbers.toArray(Long[]::new));
    }

    private static Condition isAny(String expression, String parameter, Object array) {
        return new Condition(expression + " = ANY (:" + parameter + ")", Map.of(parameter, array));
    }

    @Override
    public String digest(String expression) {
        return "md5(" + expression + ")";
    }

    @Override
    public Condition isDigestOfAny(String expression, String parameter, Collection<String> texts) {
        return new Condition(
                expression + " IN (SELECT md5(given.value) FROM unnest(:" + parameter + ") AS given (value))",
                Map.of(parameter, texts.toArray(String[]::new)));
    }

    @Override
    public String isAfter(String first, String second, String firstParameter, String secondParameter) {
        return "(%s, %s) > (:%s, :%s)".formatted(first, second, firstParameter, secondParameter);
    }

    @Override
    public String microseconds(String from, String to) {
        return "CAST(extract(epoch FROM " + to + " - " + from + ") * 1000000 AS bigint)";
    }

    @Override
    public String beginReadOnlySession() {
        return "SET default_transaction_read_only = on";
    }

    @Override
    public String endReadOnlySession() {
        return "RESET default_transaction_read_only";
    }

    @Override
    public int streamFetchSize() {
        return 1000;
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
