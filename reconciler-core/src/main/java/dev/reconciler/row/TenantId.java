package dev.reconciler.row;

/** A tenant, by the canonical value of the tenant column. {@link #NONE} stands for tables without tenants. */
public record TenantId(String value) {
    public static final TenantId NONE = new TenantId("");

    public boolean isNone() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return isNone() ? "-" : value;
    }
}
