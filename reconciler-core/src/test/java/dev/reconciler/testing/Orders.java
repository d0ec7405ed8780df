package dev.reconciler.testing;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Arrays;
import java.util.List;

/** Orders of tenant acme that differ in their status. */
public final class Orders {
    public static final TenantId ACME = new TenantId("acme");

    private Orders() {}

    public static Finding mismatch(String key, String value) {
        return new Finding.FieldMismatch(
                "public.orders",
                ACME,
                RowKey.of(key),
                row(key, "acme", "good"),
                row(key, "acme", value),
                List.of("status"),
                true);
    }

    public static Proof proof(long fence) {
        return new Proof("run-1", "checksum", "1:2:", fence, "0/" + fence);
    }

    public static Row row(String... values) {
        return new Row(Arrays.asList(values));
    }
}
