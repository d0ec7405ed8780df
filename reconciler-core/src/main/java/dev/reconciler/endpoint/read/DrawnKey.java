package dev.reconciler.endpoint.read;

import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;

/** A key that a sample drew, with the tenant that its row has on the side that was read. */
public record DrawnKey(RowKey key, TenantId tenant) {}
