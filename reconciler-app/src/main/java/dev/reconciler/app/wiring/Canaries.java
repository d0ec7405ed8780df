package dev.reconciler.app.wiring;

import dev.reconciler.app.config.CanaryConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.canary.Canary;
import dev.reconciler.verify.canary.CanaryScope;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The canary's rows, as the file names them, among the tables as they are. */
final class Canaries {
    private Canaries() {}

    /**
     * @return null if the file names none
     * @throws IllegalStateException if a key is none of the table's
     */
    static @Nullable Canary of(ReconcilerConfig config, Databases databases, Stores stores, Repairs repairs) {
        CanaryConfig canary = config.canary();
        if (canary == null) {
            return null;
        }
        MappedTable table =
                databases.pipeline().tables(List.of(canary.table().toString())).get(0);
        return new Canary(
                scope(canary, table),
                repairs.planter(),
                stores.plants(),
                databases.endpoints().target().references(),
                RealTime.IDS);
    }

    private static CanaryScope scope(CanaryConfig canary, MappedTable table) {
        try {
            RowKey extra = canary.extraKey().isEmpty() ? null : key(table, canary.extraKey());
            return canary.tenant() != null
                    ? CanaryScope.ofTenant(table, canary.tenant(), extra)
                    : CanaryScope.ofKeys(table, key(table, canary.from()), key(table, canary.to()), extra);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the canary's rows can't be told: " + e.getMessage(), e);
        }
    }

    private static RowKey key(MappedTable table, List<String> values) {
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
            throw new IllegalArgumentException("'" + value + "' is no " + type + ", as the key is", e);
        }
    }
}
