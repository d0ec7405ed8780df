package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.postgres.CanonicalSql;
import dev.reconciler.endpoint.postgres.RowTexts;
import dev.reconciler.endpoint.postgres.TranslationSql;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyBuckets;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Side;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statements that read one mapped table on one side. */
final class ChunkSql {
    static final int BUCKET_RADIX = 16;

    private final MappedTable table;
    private final CanonicalSql sql;
    private final RowTexts rows;
    /** Empty if rows are streamed and hashed in Java. */
    private final Map<DigestMethod, HashSql> hashes;

    private final List<LogicalType> keyTypes;

    ChunkSql(MappedTable table, Side side) {
        this.table = table;
        this.sql = new CanonicalSql(table, side);
        this.rows = new RowTexts(table, side);
        this.hashes = sql.isRendered()
                ? Map.of(
                        DigestMethod.NATIVE,
                        new NativeHash(table, side),
                        DigestMethod.CANONICAL,
                        new CanonicalHash(sql))
                : Map.of();
        this.keyTypes = table.keyTypes();
    }

    /**
     * tenant, count, sum of the high halves, sum of the low halves.
     * Grouping costs a twentieth of the whole (measured), so a table without tenants is not grouped.
     */
    BoundSql digests(TenantScope scope, KeyRange range, DigestMethod method) {
        HashSql hash = hash(method);
        String sums = "count(*), " + hash.sums("r.hash") + " FROM (SELECT ";
        if (!table.hasTenants()) {
            BoundSql query = new BoundSql().add("SELECT ''::text, " + sums + hash.perRow() + " AS hash");
            return where(query, scope, range).add(hash.fence() + ") AS r HAVING count(*) > 0");
        }
        BoundSql query = new BoundSql()
                .add("SELECT r.tenant, " + sums + sql.tenantCanonical() + " AS tenant, " + hash.perRow() + " AS hash");
        return where(query, scope, range).add(hash.fence() + ") AS r GROUP BY 1");
    }

    /** tenant, count. */
    BoundSql counts(TenantScope scope, KeyRange range) {
        BoundSql query = new BoundSql().add("SELECT " + sql.tenantCanonical() + ", count(*)");
        return where(query, scope, range).add(" GROUP BY 1");
    }

    /** The tenant, then the stored key's texts, of rows without a key in the source's form. */
    BoundSql withoutKey(TenantScope scope) {
        BoundSql query = new BoundSql()
                .add("SELECT " + sql.tenantCanonical() + ", " + String.join(", ", TranslationSql.storedKey(table))
                        + " FROM " + sql.fromWhereWithoutKey());
        tenants(query, scope);
        return query;
    }

    /** part, tenant, count, sum of the high halves, sum of the low halves. */
    BoundSql digestsOfParts(TenantScope scope, KeyRange range, List<RowKey> bounds, DigestMethod method) {
        HashSql hash = hash(method);
        BoundSql query =
                new BoundSql().add("SELECT r.part, r.tenant, count(*), " + hash.sums("r.hash") + " FROM (SELECT ");
        part(query, bounds, 0, bounds.size());
        query.add(" AS part, " + sql.tenantCanonical() + " AS tenant, " + hash.perRow() + " AS hash");
        return where(query, scope, range).add(hash.fence() + ") AS r GROUP BY 1, 2");
    }

    /** bucket as four hexadecimal digits, tenant, count, sum of the high halves, sum of the low halves. */
    BoundSql digestsOfBuckets(TenantScope scope, DigestMethod method) {
        HashSql hash = hash(method);
        BoundSql query = new BoundSql()
                .add("SELECT r.bucket, r.tenant, count(*), " + hash.sums("r.hash") + " FROM (SELECT " + bucket()
                        + " AS bucket, " + sql.tenantCanonical() + " AS tenant, " + hash.perRow() + " AS hash");
        return where(query, scope, KeyRange.ALL).add(hash.fence() + ") AS r GROUP BY 1, 2");
    }

    /** The number of {@link KeyBuckets#of}. */
    private String bucket() {
        return "left(md5(concat(" + lengthPrefixed() + ")), 4)";
    }

    /** The arguments of {@code concat} that give {@link RowKey#lengthPrefixed}. */
    private String lengthPrefixed() {
        return sql.keyCanonicals().stream()
                .map(part -> "octet_length(" + part + "), ':', " + part)
                .collect(Collectors.joining(", "));
    }

    /** The number of the part that a row lies in, known to be in [first, last], by binary search. */
    private void part(BoundSql query, List<RowKey> bounds, int first, int last) {
        if (first == last) {
            query.add(Integer.toString(first));
            return;
        }
        int middle = (first + last) / 2;
        query.add("CASE WHEN ");
        compare(query, " < ", bounds.get(middle));
        query.add(" THEN ");
        part(query, bounds, first, middle);
        query.add(" ELSE ");
        part(query, bounds, middle + 1, last);
        query.add(" END");
    }

    /** Returns whether the server can't compute hashes, so that rows are streamed and hashed in Java. */
    boolean streamsRows() {
        return hashes.isEmpty();
    }

    /** The row whose text forms start at the first column of a result. */
    Row row(ResultSet result) throws SQLException {
        return rows.read(result, 1);
    }

    /** The number of text forms in a result of rows. */
    int width() {
        return rows.expressions().size();
    }

    private HashSql hash(DigestMethod method) {
        return Objects.requireNonNull(hashes.get(method));
    }

    /** Key parts, tenant, both halves of the hash; a range in key order. */
    BoundSql hashes(TenantScope scope, KeySpan span, DigestMethod method) {
        HashSql hash = hash(method);
        List<String> each = keyAndTenant();
        BoundSql query = new BoundSql()
                .add("SELECT " + columns(each.size()) + ", " + hash.high("r.hash") + ", " + hash.low("r.hash")
                        + " FROM (SELECT " + named(each) + ", " + hash.perRow() + " AS hash");
        return inOrder(query, scope, span).add(" OFFSET 0) AS r");
    }

    /** The expressions under the names that {@link #columns} has. */
    private static String named(List<String> expressions) {
        return IntStream.range(0, expressions.size())
                .mapToObj(i -> expressions.get(i) + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    private static String columns(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r.c" + i).collect(Collectors.joining(", "));
    }

    /** The columns' text forms; a range in key order. */
    BoundSql rows(TenantScope scope, KeySpan span) {
        return inOrder(new BoundSql().add("SELECT " + String.join(", ", rows.expressions())), scope, span);
    }

    /** The columns' text forms, by key. */
    BoundSql rowsByKey(Collection<RowKey> keys) {
        return byKey("r.*", String.join(", ", rows.expressions()), keys);
    }

    /** The columns' text forms and both halves of the hash, by key. */
    BoundSql hashedRowsByKey(Collection<RowKey> keys, DigestMethod method) {
        HashSql hash = hash(method);
        List<String> texts = rows.expressions();
        return byKey(
                columns(texts.size()) + ", " + hash.high("r.hash") + ", " + hash.low("r.hash"),
                named(texts) + ", " + hash.perRow() + " AS hash",
                keys);
    }

    /** Key parts, the lower half of the writing transaction's id, when it committed (null if that isn't kept); by key. */
    BoundSql lastWritesByKey(Collection<RowKey> keys) {
        String committed = "CASE WHEN t.xmin::text::bigint > 2 AND current_setting('track_commit_timestamp') = 'on'"
                + " THEN pg_xact_commit_timestamp(t.xmin) END";
        return byKey("r.*", String.join(", ", sql.keyCanonicals()) + ", t.xmin::text::bigint, " + committed, keys);
    }

    /** The lateral OFFSET 0 makes the planner look each key up, whatever it believes about the number of keys. */
    private BoundSql byKey(String select, String each, Collection<RowKey> keys) {
        int parts = keyTypes.size();
        String names = IntStream.range(0, parts).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        List<String> arrays =
                sql.keyTypes().stream().map(type -> "?::text[]::" + type + "[]").toList();
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            matches.addAll(sql.keyEquals(i));
        }
        BoundSql query = new BoundSql()
                .add("SELECT " + select + " FROM unnest(" + String.join(", ", arrays) + ") AS k(" + names + ")");
        for (int i = 0; i < parts; i++) {
            query.add("", column(keys, i));
        }
        return query.add(" CROSS JOIN LATERAL (SELECT " + each + " FROM " + sql.fromWhere() + " AND "
                + String.join(" AND ", matches) + " OFFSET 0) AS r");
    }

    private List<String> column(Collection<RowKey> keys, int part) {
        return keys.stream()
                .map(key -> sql.keyLiteral(part, key.parts().get(part)))
                .toList();
    }

    /**
     * Declares a cursor over the key columns as stored, in key order. To skip rows in it costs a fifth of numbering them (measured),
     * and it reads the key's index, or sorts, once.
     */
    BoundSql storedKeys(String cursor, TenantScope scope, KeyRange range) {
        BoundSql query = new BoundSql()
                .add("DECLARE " + cursor + " NO SCROLL CURSOR FOR SELECT " + String.join(", ", sql.keyColumns()));
        return where(query, scope, range).add(inKeyOrder());
    }

    /** Key parts and tenant of the rows that come first in the {@link SampleOrder}. */
    BoundSql sample(TenantScope scope, KeyRange range, long size, long seed) {
        BoundSql query = new BoundSql().add("SELECT " + String.join(", ", keyAndTenant()));
        return inSampleOrder(where(query, scope, range), seed).add(" LIMIT ?", size);
    }

    /** As {@link #sample}, of each tenant. */
    BoundSql sampleOfEach(TenantScope scope, KeyRange range, long size, long seed) {
        List<String> each = keyAndTenant();
        BoundSql query = new BoundSql()
                .add("SELECT " + columns(each.size()) + " FROM (SELECT " + named(each)
                        + ", row_number() OVER (PARTITION BY " + sql.tenantCanonical());
        inSampleOrder(query, seed).add(") AS place");
        return where(query, scope, range).add(") AS r WHERE r.place <= ?", size);
    }

    private List<String> keyAndTenant() {
        List<String> each = new ArrayList<>(sql.keyCanonicals());
        each.add(sql.tenantCanonical());
        return each;
    }

    private BoundSql inSampleOrder(BoundSql query, long seed) {
        return query.add(" ORDER BY md5(concat(?::bigint, ':', " + lengthPrefixed() + ")) COLLATE \"C\"", seed)
                .add(", " + String.join(", ", sql.orderedKeyColumns()));
    }

    /** Adds the condition of the span; a range comes in key order. */
    private BoundSql inOrder(BoundSql query, TenantScope scope, KeySpan span) {
        if (span instanceof KeyRange range) {
            return where(query, scope, range).add(inKeyOrder());
        }
        List<String> numbers =
                ((KeyBuckets) span).numbers().stream().map("%04x"::formatted).toList();
        return where(query, scope, KeyRange.ALL).add(" AND " + bucket() + " = ANY (?::text[])", numbers);
    }

    private BoundSql where(BoundSql query, TenantScope scope, KeyRange range) {
        query.add(" FROM " + sql.fromWhere());
        tenants(query, scope);
        bound(query, " >= ", range.from());
        bound(query, " < ", range.to());
        return query;
    }

    /** Adds the condition that a row is in scope. */
    void tenants(BoundSql query, TenantScope scope) {
        if (!table.hasTenants() || !(scope instanceof TenantScope.Tenants tenants)) {
            return;
        }
        if (!sql.tenantIsStored() || !sql.tenantType().isKeyType()) {
            query.add(" AND " + sql.tenantCanonical() + " = ANY (?::text[])", tenants.values());
            return;
        }
        List<String> values =
                tenants.values().stream().map(sql.tenantType()::literal).toList();
        String any = " = ANY (?::text[]::" + sql.tenantCast() + "[])";
        query.add(" AND " + sql.tenantColumn() + any, values);
        String collation = CanonicalSql.collation(sql.tenantType());
        if (!collation.isEmpty()) { // a case-insensitive collation would let other tenants in
            query.add(" AND " + sql.tenantColumn() + collation + any, values);
        }
    }

    private void bound(BoundSql query, String comparison, @Nullable RowKey key) {
        if (key != null) {
            query.add(" AND ");
            compare(query, comparison, key);
        }
    }

    private void compare(BoundSql query, String comparison, RowKey key) {
        String values = sql.keyTypes().stream().map(type -> "?::" + type).collect(Collectors.joining(", "));
        query.add("(" + String.join(", ", sql.orderedKeyColumns()) + ")" + comparison + "(" + values + ")");
        for (int i = 0; i < keyTypes.size(); i++) {
            query.add("", sql.keyLiteral(i, key.parts().get(i)));
        }
    }

    private String inKeyOrder() {
        return " ORDER BY " + String.join(", ", sql.orderedKeyColumns());
    }
}
