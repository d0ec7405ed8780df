package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.postgres.FilterSql;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Parts of statements on one table. The table is aliased {@code t}, the rows that come with the statement {@code u}: its columns
 * {@code c0..} are mapped columns by index, {@code k0..} the key under which a row is looked up, {@code n} the row's number.
 */
final class TableSql {
    private final MappedTable table;

    TableSql(MappedTable table) {
        this.table = table;
    }

    String name() {
        return Identifiers.quote(table.target());
    }

    List<Integer> columns(IntPredicate which) {
        return IntStream.range(0, table.columns().size())
                .filter(i -> table.columns().get(i).isWritten() && which.test(i))
                .boxed()
                .toList();
    }

    String column(int index) {
        return Identifiers.quote(target(index).name());
    }

    String list(List<Integer> columns) {
        return columns.stream().map(this::column).collect(Collectors.joining(", "));
    }

    String list(String prefix, List<Integer> columns) {
        return columns.stream().map(i -> prefix + column(i)).collect(Collectors.joining(", "));
    }

    /** The columns of the target's key, for ON CONFLICT. */
    String key() {
        return list(table.targetKey());
    }

    String value(int index) {
        return input(index).value("u", "c" + index);
    }

    String values(List<Integer> columns) {
        return columns.stream().map(this::value).collect(Collectors.joining(", "));
    }

    String assignments(List<Integer> columns) {
        return columns.stream().map(i -> column(i) + " = " + value(i)).collect(Collectors.joining(", "));
    }

    String excluded(List<Integer> columns) {
        return columns.stream().map(i -> column(i) + " = excluded." + column(i)).collect(Collectors.joining(", "));
    }

    /** {@code u}, one array parameter per column; the key's first. */
    String rows(boolean withKey, List<Integer> columns) {
        List<String> parameters = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (withKey) {
            for (int k = 0; k < table.key().size(); k++) {
                parameters.add(input(table.key().get(k)).parameter());
                names.add("k" + k);
            }
        }
        for (int index : columns) {
            parameters.add(input(index).parameter());
            names.add("c" + index);
        }
        return "unnest(" + String.join(", ", parameters) + ") WITH ORDINALITY AS u(" + String.join(", ", names)
                + ", n)";
    }

    /** Returns a condition: {@code t} has the key of {@code u}, in the mapping's slice of the table. */
    String sameKey() {
        return IntStream.range(0, table.key().size())
                        .mapToObj(k -> "t." + column(table.key().get(k)) + " = u.k" + k)
                        .collect(Collectors.joining(" AND "))
                + FilterSql.and(table.slice());
    }

    /** Returns a condition: {@code t} has the tenant of {@code other} ({@code excluded}, or {@code u}). */
    String sameTenant(String other) {
        int tenant = table.tenant();
        String theirs = other.equals("u") ? "(" + value(tenant) + ")" : other + "." + column(tenant);
        return bytes("t." + column(tenant)) + " IS NOT DISTINCT FROM " + bytes(theirs);
    }

    /** Returns a condition: {@code t} is in scope, and belongs to the mapping; it has a parameter if {@link #limits}. */
    String inScope(TenantScope scope) {
        return ofTenants(scope) + FilterSql.and(table.filter(Side.TARGET));
    }

    private String ofTenants(TenantScope scope) {
        if (!limits(scope)) {
            return "true";
        }
        String parameter =
                isText(table.tenant()) ? "?::text[]" : input(table.tenant()).parameter();
        return bytes("t." + column(table.tenant())) + " = ANY (" + parameter + ")";
    }

    private boolean limits(TenantScope scope) {
        return table.hasTenants() && scope instanceof TenantScope.Tenants;
    }

    /** Returns whether rows may be there that the pipeline must not touch. */
    boolean guards(TenantScope scope) {
        return limits(scope) || !table.filter(Side.TARGET).isEmpty();
    }

    private String bytes(String tenant) {
        return isText(table.tenant()) ? tenant + "::text COLLATE \"C\"" : tenant;
    }

    private boolean isText(int index) {
        return target(index).type().logical() == LogicalType.TEXT;
    }

    private TextInput input(int index) {
        return TextInput.of(target(index));
    }

    private Column target(int index) {
        return table.columns().get(index).target();
    }
}
