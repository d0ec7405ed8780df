package dev.reconciler.endpoint.postgres;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The PostgreSQL rendering of {@link dev.reconciler.row.CanonicalEncoding} for one table on one side. Expressions refer to
 * the table by the alias {@code t}: a bare name could be taken for a column.
 */
public final class CanonicalSql {
    private final MappedTable table;
    private static final String UUID_TEXT = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

    private final Side side;
    private final List<ColumnSql> columns;

    public CanonicalSql(MappedTable table, Side side) {
        this.table = table;
        this.side = side;
        this.columns = table.columns().stream().map(c -> ColumnSql.of(c, side)).toList();
    }

    public Side side() {
        return side;
    }

    public TableRef ref() {
        return table.on(side);
    }

    /** The quoted table with its alias, and the condition that a row belongs to the mapping; more conditions may follow. */
    public String fromWhere() {
        return (isTranslated() ? TranslationSql.rows(table) : Identifiers.quote(ref()) + " AS t") + " WHERE true"
                + FilterSql.and(table.filter(side));
    }

    /** As {@link #fromWhere}, for the rows of the target without a key in the source's form. */
    public String fromWhereWithoutKey() {
        return TranslationSql.rowsWithoutKey(table) + " WHERE true" + FilterSql.and(table.filter(side));
    }

    private boolean isTranslated() {
        return side == Side.TARGET && table.isTranslated();
    }

    /** Returns whether the server can compute every value of a digest; else rows are streamed and hashed in Java. */
    public boolean isRendered() {
        return compared().allMatch(ColumnSql::isRendered);
    }

    private Stream<ColumnSql> compared() {
        return IntStream.range(0, columns.size())
                .filter(i -> table.columns().get(i).isCompared())
                .mapToObj(columns::get);
    }

    /** The canonical form of each key part, in key order. */
    public List<String> keyCanonicals() {
        return table.key().stream().map(i -> columns.get(i).canonical()).toList();
    }

    /** The tenant's canonical form; the empty text for a table without tenants. */
    public String tenantCanonical() {
        return table.hasTenants() ? columns.get(table.tenant()).canonical() : "''::text";
    }

    /** Hex MD5 of the row's encoding, of type text. */
    private String hash() {
        return "md5(" + joined(compared().map(ColumnSql::encoded).toList()) + ")";
    }

    /** As a tree, so that a long value is copied a few times and not once for each column after it. */
    private static String joined(List<String> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int middle = parts.size() / 2;
        return "(" + joined(parts.subList(0, middle)) + ") || (" + joined(parts.subList(middle, parts.size())) + ")";
    }

    /** The row's hash as bit(128). To be evaluated once per row: below an {@code OFFSET 0}. */
    public String hashBits() {
        return "('x' || " + hash() + ")::bit(128)";
    }

    /** The bigint that is the first half of {@link #hashBits}. */
    public static String highHalf(String bits) {
        return bits + "::bit(64)::bigint";
    }

    /** The bigint that is the second half of {@link #hashBits}. */
    public static String lowHalf(String bits) {
        return "(" + bits + " << 64)::bit(64)::bigint";
    }

    /** Key columns as stored, for equality, which any index on them serves. */
    public List<String> keyColumns() {
        return table.key().stream()
                .map(i -> "t." + Identifiers.quote(stored(i).name()))
                .toList();
    }

    /** Key columns in binary order, for ranges and sorting. */
    public List<String> orderedKeyColumns() {
        return table.key().stream().map(this::ordered).toList();
    }

    private String ordered(int column) {
        if (isUuidAsText(column)) {
            return "t." + Identifiers.quote(stored(column).name()) + "::text COLLATE \"C\"";
        }
        return "t." + Identifiers.quote(stored(column).name())
                + collation(stored(column).type().logical());
    }

    /** Types to cast key values to, in key order: without length or precision. */
    public List<String> keyTypes() {
        return table.key().stream()
                .map(i ->
                        isUuidAsText(i) ? "text" : stored(i).type().structure().castName())
                .toList();
    }

    /** The text of a canonical key part that casts to its {@linkplain #keyTypes type}. */
    public String keyLiteral(int part, String canonical) {
        return isConvertedUuid(table.key().get(part))
                ? canonical
                : table.keyTypes().get(part).literal(canonical);
    }

    /**
     * The conditions that a key part equals the column {@code k.k<part>}, of {@link #keyTypes} and with {@link #keyLiteral}: one that
     * the index of the stored column serves, and where this one would find other keys too, one that is exact.
     */
    public List<String> keyEquals(int part) {
        int column = table.key().get(part);
        String stored = keyColumns().get(part);
        String value = "k.k" + part;
        if (isUuidAsText(column)) { // the other side may hold a text that is no uuid, or is one in upper case
            return List.of(stored + " = CASE WHEN " + value + " ~ '" + UUID_TEXT + "' THEN " + value + "::uuid END");
        }
        String collation = collation(table.keyTypes().get(part));
        return collation.isEmpty()
                ? List.of(stored + " = " + value)
                : List.of(stored + " = " + value, stored + collation + " = " + value);
    }

    /** Returns whether the column's uuids are the other side's texts or bytes; bytes have the order of uuids. */
    private boolean isConvertedUuid(int column) {
        return side == Side.SOURCE && table.columns().get(column).isConvertedUuid();
    }

    private boolean isUuidAsText(int column) {
        return isConvertedUuid(column) && !table.columns().get(column).isUuidInBytes();
    }

    /** Returns whether the tenant's stored values are its canonical values, so that an index on the column may serve. */
    public boolean tenantIsStored() {
        return columns.get(table.tenant()).isTyped();
    }

    public String tenantColumn() {
        return "t." + Identifiers.quote(stored(table.tenant()).name());
    }

    public LogicalType tenantType() {
        return columns.get(table.tenant()).type();
    }

    public String tenantCast() {
        return stored(table.tenant()).type().structure().castName();
    }

    private Column stored(int index) {
        Column stored = side == Side.TARGET
                ? table.columns().get(index).target()
                : table.columns().get(index).source();
        if (stored == null) {
            throw new IllegalArgumentException("key column "
                    + table.columns().get(index).target().name() + " of " + table.id() + " has no source column");
        }
        return stored;
    }

    /** {@code COLLATE "C"} for types that have collations: binary order, and equality of bytes. */
    public static String collation(LogicalType type) {
        return type == LogicalType.TEXT || type == LogicalType.PADDED_TEXT ? " COLLATE \"C\"" : "";
    }
}
