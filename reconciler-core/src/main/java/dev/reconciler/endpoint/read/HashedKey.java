package dev.reconciler.endpoint.read;

import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;

/** A row by key, tenant and hash. */
public record HashedKey(RowKey key, TenantId tenant, RowHash hash) {}
