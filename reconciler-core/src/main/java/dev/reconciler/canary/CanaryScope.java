package dev.reconciler.canary;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.ChangedRow;
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
 * The canary's own rows: the rows of one tenant, or a range of keys of a table without tenants. All reads and writes of the canary
 * job go through this scope, so it can't plant a difference elsewhere.
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
     * @param extraKey the key of a row that exists on neither side; null to plant no row that the source lacks
     * @throws IllegalArgumentException if the table has no tenants, or the key does not fit the table
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
     * @throws IllegalArgumentException if the table has tenants, a bound does not fit its key, the range is empty, or the extra key
     *     is out of range
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
            throw new IllegalArgumentException("empty range: no key is at least " + from + " and below " + to);
        }
        KeyRange keys = new KeyRange(from, to);
        if (extraKey != null && !keys.contains(order, extraKey)) {
            throw new IllegalArgumentException("the extra key " + extraKey + " is out of range " + keys);
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

    /** The key of the row to plant that exists on neither side; empty if none is configured. */
    public Optional<RowKey> extraKey() {
        return Optional.ofNullable(extraKey);
    }

    /** Reads every row of the scope, in key order. */
    public Map<RowKey, Row> rows(ChunkReader reader) {
        Map<RowKey, Row> rows = new TreeMap<>(new KeyOrder(table.keyTypes()));
        reader.rows(table, tenants, keys, row -> rows.put(table.keyOf(row), row));
        return rows;
    }

    /** Returns whether the row is in scope. */
    public boolean contains(Row row) {
        return table.isInScope(row, tenants) && keys.contains(new KeyOrder(table.keyTypes()), table.keyOf(row));
    }

    /**
     * Makes a difference to plant in this scope.
     *
     * @param before the row on both sides; null if there is none
     * @param after the row to plant in the target; null to delete it there
     * @throws IllegalArgumentException if a row is out of scope, or the two rows have different keys
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
                throw new IllegalArgumentException(
                        "row " + table.keyOf(row) + " is out of the canary's scope: " + this);
            }
        }
        return new Planting(
                table,
                new Plant(
                        id,
                        pipeline,
                        run,
                        new ChangedRow(table.id(), table.tenantOf(known), key, before, after),
                        fence));
    }

    /** A difference to plant. Only a scope creates one, so its rows are in scope. */
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
