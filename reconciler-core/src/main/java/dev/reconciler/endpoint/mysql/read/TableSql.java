package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The statements that read one mapped table on one side, and the readers of their results. */
final class TableSql {
    static final String ALIAS = "t";

    private final MappedTable table;
    /** True if a part of the key is in a lookup table. */
    private final boolean isJoined;

    private final BoundSql from = new BoundSql();
    private final List<ColumnReading> columns;
    private final List<ComparedColumn> key;
    /** Null if the tenants' values have to be compared here: they are transformed, or have no binary order. */
    private final @Nullable ComparedColumn tenant;

    private final Optional<NativeHash> hash;

    TableSql(MappedTable table, Side side) {
        this.table = table;
        this.isJoined = side == Side.TARGET && table.hasTranslatedKey();
        boolean isTranslated = side == Side.TARGET && table.isTranslated();
        this.from.add(" FROM "
                + (isTranslated ? TranslationSql.rows(table) : MySqlIdentifiers.quote(table.on(side)) + " AS " + ALIAS)
                + " WHERE TRUE");
        FilterSql.and(from, table.filter(side));
        this.columns =
                table.columns().stream().map(c -> new ColumnReading(c, side)).toList();
        this.key = table.key().stream()
                .map(index -> columns.get(index)
                        .compared()
                        .orElseThrow(() -> new IllegalArgumentException("key column "
                                + table.columns().get(index).target().name() + " of " + table.id()
                                + " is not stored as it is compared")))
                .toList();
        this.tenant =
                table.hasTenants() ? columns.get(table.tenant()).compared().orElse(null) : null;
        this.hash = NativeHash.of(table, side);
    }

    /** Returns whether an index of the key has the order of Java, so that it serves ranges. No index has parts of two tables. */
    boolean isOrderedByIndex() {
        return !mayCollide() && !(isJoined && key.size() > 1);
    }

    /** Returns whether the collation of a part of the key may take two keys for one. */
    boolean mayCollide() {
        return !key.stream().allMatch(ComparedColumn::isOrdered);
    }

    /** Returns whether the statements return rows of all tenants, so that {@link #isInScope} has to choose. */
    boolean isUnscoped(TenantScope scope) {
        return table.hasTenants() && tenant == null && scope instanceof TenantScope.Tenants;
    }

    /** Returns whether the tenant of a returned row is in scope. */
    boolean isInScope(TenantId of, TenantScope scope) {
        return !isUnscoped(scope)
                || scope instanceof TenantScope.Tenants some && some.ids().contains(of);
    }

    /** Every column, in no particular order. */
    BoundSql rowsUnordered(TenantScope scope, KeyRange range) {
        return where(select(columns), scope, range);
    }

    /** Every column of the rows of a range, in key order; of all rows, in no particular order, for buckets. */
    BoundSql rows(TenantScope scope, KeySpan span) {
        return span instanceof KeyRange range
                ? rowsUnordered(scope, range).add(inKeyOrder())
                : rowsUnordered(scope, KeyRange.ALL);
    }

    Row row(ResultSet result) throws SQLException {
        return row(result, ColumnReading::read);
    }

    /** As {@link #row}, to be hashed only. */
    Row rowToHash(ResultSet result) throws SQLException {
        return row(result, ColumnReading::readToHash);
    }

    @FunctionalInterface
    private interface Reading {
        @Nullable
        String read(ColumnReading column, ResultSet result, int index) throws SQLException;
    }

    private Row row(ResultSet result, Reading reading) throws SQLException {
        @Nullable String[] texts = new String[columns.size()];
        int index = 1;
        for (int i = 0; i < texts.length; i++) {
            texts[i] = reading.read(columns.get(i), result, index);
            index += columns.get(i).width();
        }
        return new Row(Arrays.asList(texts));
    }

    /** The key's columns and that of the tenant, if there are tenants; in no particular order. */
    BoundSql keys(TenantScope scope, KeyRange range) {
        return where(select(keyAndTenant()), scope, range);
    }

    /** As {@link #keys}, in key order, so many at most. */
    BoundSql keysInOrder(TenantScope scope, KeyRange range, long limit) {
        return keys(scope, range).add(inKeyOrder() + " LIMIT ?", limit);
    }

    /** The key that has so many keys of the range before it, if there is one. {@link #isUnscoped} must be false. */
    BoundSql keyAfter(TenantScope scope, KeyRange range, long keys) {
        return keys(scope, range).add(inKeyOrder() + " LIMIT 1 OFFSET ?", keys);
    }

    /** The key, the tenant if there are tenants, and the row's hash; a range in key order, and all rows in none for buckets. */
    BoundSql hashes(TenantScope scope, KeySpan span) {
        BoundSql query = select(keyAndTenant()).add(", " + hash());
        return span instanceof KeyRange range
                ? where(query, scope, range).add(inKeyOrder())
                : where(query, scope, KeyRange.ALL);
    }

    /** The hash in the result of {@link #hashes}. */
    RowHash hashOfKey(ResultSet result) throws SQLException {
        return NativeHash.read(result, widthOf(keyAndTenant()) + 1);
    }

    /** As {@link #rowsByKey}, with the row's hash. */
    BoundSql hashedRowsByKey(Collection<RowKey> keys) {
        return byKey(select(columns).add(", " + hash()), keys);
    }

    /** The hash in the result of {@link #hashedRowsByKey}. */
    RowHash hashOfRow(ResultSet result) throws SQLException {
        return NativeHash.read(result, widthOf(columns) + 1);
    }

    private String hash() {
        return hash.orElseThrow(() -> new IllegalArgumentException(table.id() + " has no native digest"))
                .perRow();
    }

    RowKey key(ResultSet result) throws SQLException {
        List<String> parts = new ArrayList<>();
        int index = 1;
        for (int i = 0; i < key.size(); i++) {
            ColumnReading column = keyAndTenant().get(i);
            String text = column.read(result, index);
            index += column.width();
            parts.add(table.keyTypes().get(i).canonical(Objects.requireNonNull(text)));
        }
        return new RowKey(parts);
    }

    /** The tenant in the result of {@link #keys}. */
    TenantId tenantOfKey(ResultSet result) throws SQLException {
        return tenant(result, widthOf(keyAndTenant().subList(0, key.size())) + 1);
    }

    /** The number of a tenant's rows and the tenant, for each spelling of the tenant. */
    BoundSql counts(TenantScope scope, KeyRange range) {
        return aggregates("COUNT(*)", scope, range);
    }

    /** As {@link #counts}, with the sum of the rows' hashes before the tenant. */
    BoundSql digests(TenantScope scope, KeyRange range) {
        return aggregates("COUNT(*), SUM(" + hash() + ")", scope, range);
    }

    private BoundSql aggregates(String aggregates, TenantScope scope, KeyRange range) {
        if (!table.hasTenants()) {
            return where(new BoundSql().add("SELECT " + aggregates + ", NULL"), scope, range);
        }
        ColumnReading of = columns.get(table.tenant());
        return where(new BoundSql().add("SELECT " + aggregates + ", " + of.select()), scope, range)
                .add(" GROUP BY " + of.spelling());
    }

    /** The tenant in the given column of a result. */
    TenantId tenant(ResultSet result, int index) throws SQLException {
        if (!table.hasTenants()) {
            return TenantId.NONE;
        }
        String text = columns.get(table.tenant()).read(result, index);
        return text == null
                ? TenantId.NONE
                : new TenantId(table.encoding().types().get(table.tenant()).canonical(text));
    }

    /** Every column of the rows with these keys. */
    BoundSql rowsByKey(Collection<RowKey> keys) {
        return byKey(select(columns), keys);
    }

    private BoundSql byKey(BoundSql query, Collection<RowKey> keys) {
        query.add(from).add(" AND (");
        String or = "";
        for (RowKey each : keys) {
            query.add(or);
            or = " OR ";
            for (int i = 0; i < key.size(); i++) {
                query.add(i == 0 ? "" : " AND ");
                key.get(i).equal(query, each.parts().get(i));
            }
        }
        return query.add(")");
    }

    /** Every column of the rows whose keys the columns' collations take for one of these, and that one's {@link #numberOfKey}. */
    BoundSql rowsByCollation(List<RowKey> keys) {
        BoundSql query = new BoundSql();
        for (int number = 0; number < keys.size(); number++) {
            query.add(number == 0 ? "" : " UNION ALL ")
                    .add(select(columns))
                    .add(", " + number)
                    .add(from);
            for (int i = 0; i < key.size(); i++) {
                key.get(i)
                        .equalByCollation(
                                query.add(" AND "), keys.get(number).parts().get(i));
            }
        }
        return query;
    }

    /** The index of the key in the result of {@link #rowsByCollation}. */
    int numberOfKey(ResultSet result) throws SQLException {
        return result.getInt(widthOf(columns) + 1);
    }

    private static int widthOf(List<ColumnReading> of) {
        return of.stream().mapToInt(ColumnReading::width).sum();
    }

    /** The stored key, then the tenant, of rows of the target that have no key in the source's form. */
    BoundSql withoutKey(TenantScope scope) {
        List<String> selected = new ArrayList<>();
        TranslationSql.storedKey(table).forEach(each -> selected.add(each.select(ALIAS)));
        if (table.hasTenants()) {
            selected.add(columns.get(table.tenant()).select());
        }
        BoundSql query = new BoundSql()
                .add("SELECT " + String.join(", ", selected) + " FROM " + TranslationSql.rowsWithoutKey(table)
                        + " WHERE TRUE");
        FilterSql.and(query, table.filter(Side.TARGET));
        tenants(query, scope);
        return query;
    }

    /** Adds the table and the condition that leaves the tenants' rows. {@link #isUnscoped} must be false. */
    void from(BoundSql query, TenantScope scope) {
        query.add(from);
        tenants(query, scope);
    }

    /** Adds a condition that is true for rows whose key is not one of these. Both servers search such a list in sorted order. */
    void without(BoundSql query, Collection<RowKey> keys) {
        List<RowKey> possible = keys.stream().filter(this::isPossible).toList();
        if (possible.isEmpty()) {
            return;
        }
        query.add(key.stream().map(ComparedColumn::ordered).collect(Collectors.joining(", ", " AND (", ") NOT IN (")));
        String before = "";
        for (RowKey each : possible) {
            query.add(before);
            operands(query, each);
            before = ", ";
        }
        query.add(")");
    }

    private void operands(BoundSql query, RowKey of) {
        String before = key.size() > 1 ? "(" : "";
        for (int i = 0; i < key.size(); i++) {
            key.get(i).operand(query.add(before), of.parts().get(i));
            before = ", ";
        }
        query.add(key.size() > 1 ? ")" : "");
    }

    private boolean isPossible(RowKey of) {
        return IntStream.range(0, key.size())
                .allMatch(i -> key.get(i).isWithin(of.parts().get(i)));
    }

    private List<ColumnReading> keyAndTenant() {
        return Stream.concat(table.key().stream(), Stream.of(table.tenant()).filter(index -> index >= 0))
                .map(columns::get)
                .toList();
    }

    private static BoundSql select(List<ColumnReading> of) {
        return new BoundSql()
                .add("SELECT " + of.stream().map(ColumnReading::select).collect(Collectors.joining(", ")));
    }

    private BoundSql where(BoundSql query, TenantScope scope, KeyRange range) {
        query.add(from);
        tenants(query, scope);
        if (range.from() != null) {
            compare(query.add(" AND "), range.from().parts(), 0, ">", ">=");
        }
        if (range.to() != null) {
            compare(query.add(" AND "), range.to().parts(), 0, "<", "<");
        }
        return query;
    }

    private void tenants(BoundSql query, TenantScope scope) {
        if (tenant != null && scope instanceof TenantScope.Tenants some) {
            String before = " AND (";
            for (String value : some.values()) {
                tenant.equal(query.add(before), value);
                before = " OR ";
            }
            query.add(")");
        }
    }

    /**
     * Compares the key's parts from this one on. Of 41 rows in 5,000 of a key of three parts, both servers read these 41 in this
     * form, and all 5,000 in the form {@code (a, b, c) >= (?, ?, ?)}, for which they scan the whole index.
     *
     * @param before the operator for a part that decides before the last one
     * @param last the operator for the last part
     */
    private void compare(BoundSql query, List<String> parts, int from, String before, String last) {
        ComparedColumn part = key.get(from);
        if (from == key.size() - 1) {
            part.compare(query, last, parts.get(from));
            return;
        }
        part.compare(query.add("("), before, parts.get(from));
        part.compare(query.add(" OR "), "=", parts.get(from));
        compare(query.add(" AND "), parts, from + 1, before, last);
        query.add(")");
    }

    private String inKeyOrder() {
        return key.stream().map(ComparedColumn::ordered).collect(Collectors.joining(", ", " ORDER BY ", ""));
    }
}
