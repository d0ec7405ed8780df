package dev.reconciler.canary;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The canary's own rows: one tenant's of a table, or of a table without tenants a range of keys. Whatever the canary job reads
 * or writes goes through here, so that a plant outside of it can't be made.
 */
public final class CanaryScope {
    private final MappedTable table;
    private final TenantScope tenants;
    private final KeyRange keys;
    private final @Nullable RowKey extraKey;

    private CanaryScope(MappedTable table, TenantScope tenants, KeyRange keys, @Nullable RowKey extraKey) {
        this.table = table;
        this.tenants = tenants;
        this.keys = keys;
        this.extraKey = extraKey;
    }

    /**
     * The rows of one tenant.
     *
     * @param extraKey of a row that neither side has; null if no row is to be planted that the source lacks
     * @throws IllegalArgumentException if the table has no tenants, or the key is none of its keys
     */
    public static CanaryScope ofTenant(MappedTable table, TenantId tenant, @Nullable RowKey extraKey) {
        if (!table.hasTenants()) {
            throw new IllegalArgumentException(table.id() + " has no tenants: name a range of keys");
        }
        checkKey(table, extraKey);
        return new CanaryScope(table, TenantScope.of(tenant), KeyRange.ALL, extraKey);
    }

    /**
     * The rows of a bounded range of keys.
     *
     * @throws IllegalArgumentException if the table has tenants, a bound is none of its keys, the range is empty, or the extra key
     *     is not in it
     */
    public static CanaryScope ofKeys(MappedTable table, RowKey from, RowKey to, @Nullable RowKey extraKey) {
        if (table.hasTenants()) {
            throw new IllegalArgumentException(table.id() + " has tenants: name one of them");
        }
        checkKey(table, from);
        checkKey(table, to);
        checkKey(table, extraKey);
        KeyOrder order = new KeyOrder(table.keyTypes());
        if (order.compare(from, to) >= 0) {
            throw new IllegalArgumentException("no key lies from " + from + " to before " + to);
        }
        KeyRange keys = new KeyRange(from, to);
        if (extraKey != null && !keys.contains(order, extraKey)) {
            throw new IllegalArgumentException("the extra key " + extraKey + " is not in " + keys);
        }
        return new CanaryScope(table, TenantScope.all(), keys, extraKey);
    }

    private static void checkKey(MappedTable table, @Nullable RowKey key) {
        if (key != null && key.parts().size() != table.key().size()) {
            throw new IllegalArgumentException("a key of " + table.id() + " has "
                    + table.key().size() + " parts, not " + key.parts().size());
        }
    }

    /**
     * The key that a person wrote, in the canonical form of each part's type.
     *
     * @throws IllegalArgumentException if the number of values differs from the key's, or a value is not of the part's type
     */
    public static RowKey key(MappedTable table, List<String> values) {
        if (values.size() != table.key().size()) {
            throw new IllegalArgumentException(
                    "a key of " + table.id() + " has " + table.key().size() + " values, not " + values.size());
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            parts.add(canonical(table.keyTypes().get(i), values.get(i)));
        }
        return new RowKey(parts);
    }

    private static String canonical(LogicalType type, String value) {
        try {
            return switch (type) {
                case INTEGER -> new BigInteger(value).toString();
                case UUID -> UUID.fromString(value).toString();
                default -> type.canonical(value);
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + value + "' is not of the key's type " + type, e);
        }
    }

    public MappedTable table() {
        return table;
    }

    public TenantScope tenants() {
        return tenants;
    }

    public KeyRange keys() {
        return keys;
    }

    /** Of a row that neither side has, if one is to be planted. */
    public Optional<RowKey> extraKey() {
        return Optional.ofNullable(extraKey);
    }

    /** Every row of the scope that the reader's snapshot holds, in key order. */
    public Map<RowKey, Row> rows(ChunkReader reader) {
        Map<RowKey, Row> rows = new TreeMap<>(new KeyOrder(table.keyTypes()));
        reader.rows(table, tenants, keys, row -> rows.put(table.keyOf(row), row));
        return rows;
    }

    /** Whether the row is one of the canary's. */
    public boolean contains(Row row) {
        return table.isInScope(row, tenants) && keys.contains(new KeyOrder(table.keyTypes()), table.keyOf(row));
    }

    /**
     * A difference in this scope, to be written.
     *
     * @param before what both sides hold, null for no row
     * @param after what the target shall hold, null for no row
     * @throws IllegalArgumentException if either is none of the canary's rows, or they have not one key
     */
    public Planting planting(
            String id, String pipeline, String run, @Nullable Row before, @Nullable Row after, long fence) {
        Row known = before != null ? before : after;
        if (known == null) {
            throw new IllegalArgumentException("nothing to plant in " + this);
        }
        RowKey key = table.keyOf(known);
        for (Row row : new Row[] {known, after == null ? known : after}) {
            if (!contains(row) || !table.keyOf(row).equals(key)) {
                throw new IllegalArgumentException("row " + table.keyOf(row) + " is none of the canary's: " + this);
            }
        }
        return new Planting(
                table, new Plant(id, pipeline, run, table.id(), table.tenantOf(known), key, before, after, fence));
    }

    /** A difference inside the scope of a canary. Only the scope makes it. */
    public static final class Planting {
        private final MappedTable table;
        private final Plant plant;

        private Planting(MappedTable table, Plant plant) {
            this.table = table;
            this.plant = plant;
        }

        public MappedTable table() {
            return table;
        }

        public Plant plant() {
            return plant;
        }
    }

    @Override
    public String toString() {
        return table.id() + (keys.equals(KeyRange.ALL) ? " of " + tenants : " " + keys);
    }
}
