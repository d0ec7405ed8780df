package dev.reconciler.discrepancy.internal;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Arrays;
import java.util.List;

/** Orders of tenant acme that differ in their status. */
final class Orders {
    static final TenantId ACME = new TenantId("acme");

    private Orders() {}

    static Finding mismatch(String key, String value) {
        return new Finding.FieldMismatch(
                "public.orders",
                ACME,
                RowKey.of(key),
                row(key, "acme", "good"),
                row(key, "acme", value),
                List.of("status"),
                true);
    }

    static Proof proof(long fence) {
        return new Proof("run-1", "checksum", "1:2:", fence, "0/" + fence);
    }

    static Row row(String... values) {
        return new Row(Arrays.asList(values));
    }
}
