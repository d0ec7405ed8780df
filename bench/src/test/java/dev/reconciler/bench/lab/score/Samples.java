package dev.reconciler.bench.lab.score;

import dev.reconciler.bench.lab.drift.DriftKind;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.Set;

/** Drifts of payment 17 of tenant acme, and what may be observed of them. */
final class Samples {
    static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
    static final TenantId ACME = new TenantId("acme");
    static final TenantId GLOBEX = new TenantId("globex");
    static final RowKey KEY = RowKey.of("17");

    private Samples() {}

    static Injected drift(DriftKind kind) {
        return drift(kind, false);
    }

    static Injected drift(DriftKind kind, boolean hot) {
        Set<TenantId> tenants = kind == DriftKind.WRONG_TENANT ? Set.of(ACME, GLOBEX) : Set.of(ACME);
        var reach = new Injected.Reach(
                Set.of("shop.payment", "shop.client"), tenants, Set.of("17", "acme", "c1", "2026-05-04", "EUR"));
        return new Injected(kind, "shop.payment", ACME, KEY, START, reach, hot);
    }

    static Observed found(DiscrepancyType type, int second, DriftOutcome outcome) {
        return new Observed(
                "shop.payment", ACME, KEY.encoded(), type, Cause.UNKNOWN, START.plusSeconds(second), outcome);
    }

    static Observed observed(String table, TenantId tenant, String subject, DiscrepancyType type, int second) {
        return new Observed(
                table, tenant, subject, type, Cause.UNKNOWN, START.plusSeconds(second), DriftOutcome.REPORTED);
    }
}
