package dev.reconciler.bench.lab.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.shop.ShopDatabases;
import dev.reconciler.row.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class RogueWritesTest {
    private ShopDatabases shop;

    RogueWritesTest() throws SQLException {
        shop = ShopDatabases.migrated(1, 40);
    }

    @BeforeEach
    void targetAgrees() {
        assertThat(shop.comparison().differences()).isEmpty();
    }

    @Test
    void exactlyTheReportedRowsAreDamaged() {
        RogueWrites injector = injector(11);
        List<Injected> all = new ArrayList<>();
        for (DriftKind kind : RogueWrites.KINDS) {
            for (String table : RogueWrites.tables(kind)) {
                List<Injected> drifts = injector.inject(kind, table);
                assertThat(drifts).as(kind + " in " + table).isNotEmpty().allSatisfy(d -> assertThat(d.kind())
                        .isEqualTo(kind));
                assertThat(drifts).extracting(Injected::table).contains(table);
                all.addAll(drifts);
            }
        }
        for (int i = 0; i < 50; i++) {
            all.addAll(injector.next());
        }

        assertThat(rows(all)).doesNotHaveDuplicates();
        assertThat(shop.comparison().differences()).containsExactlyInAnyOrderElementsOf(rows(all));
    }

    @Test
    void missingRowsAreGoneAndExtraRowsAreThere() {
        Injected missing =
                injector(1).inject(DriftKind.MISSING_ROW, "shop.client").get(0);
        Injected extra = injector(2).inject(DriftKind.EXTRA_ROW, "shop.payment").get(0);

        assertThat(shop.target("SELECT FROM shop.client WHERE client_id = '" + missing.key() + "'"))
                .isEmpty();
        assertThat(shop.source("SELECT tenant_id FROM customers WHERE id = '" + missing.key() + "'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("tenant_id", missing.tenant().value()));
        assertThat(shop.target("SELECT tenant FROM shop.payment WHERE payment_id = " + extra.key()))
                .singleElement()
                .satisfies(row ->
                        assertThat(row).containsEntry("tenant", extra.tenant().value()));
        assertThat(shop.source("SELECT FROM transactions WHERE id = " + extra.key()))
                .isEmpty();
    }

    @Test
    void missingOrderTakesItsLinesAndPaymentsAlong() {
        List<Injected> drifts = injector(3).inject(DriftKind.MISSING_ROW, "shop.sales_order");

        assertThat(drifts).extracting(Injected::table).contains("shop.payment", "shop.order_line", "shop.sales_order");
        assertThat(orphans()).isZero();
        assertThat(shop.comparison().differences()).containsExactlyInAnyOrderElementsOf(rows(drifts));
    }

    @Test
    void orphanHasNoParent() {
        Injected orphan =
                injector(4).inject(DriftKind.ORPHAN, "shop.order_line").get(0);

        assertThat(orphans()).isEqualTo(1);
        assertThat(shop.target("SELECT FROM shop.sales_order WHERE order_no = "
                        + orphan.key().parts().get(0)))
                .isEmpty();
    }

    @Test
    void wrongTenantReachesBothTenants() {
        Injected moved =
                injector(5).inject(DriftKind.WRONG_TENANT, "shop.product").get(0);

        Object now = shop.target("SELECT tenant FROM shop.product WHERE sku = '" + moved.key() + "'")
                .get(0)
                .get("tenant");
        Object right = shop.source("SELECT tenant_id FROM products WHERE sku = '" + moved.key() + "'")
                .get(0)
                .get("tenant_id");
        assertThat(moved.tenant()).isEqualTo(new TenantId(String.valueOf(right)));
        assertThat(moved.reach().tenants())
                .containsExactlyInAnyOrder(moved.tenant(), new TenantId(String.valueOf(now)));
        assertThat(moved.reach().tenants()).hasSize(2);
    }

    @Test
    void reachHoldsWhatARuleMayGroupBy() {
        Injected extra = injector(6).inject(DriftKind.EXTRA_ROW, "shop.payment").get(0);

        String client = String.valueOf(
                shop.target("SELECT client_id::text AS c FROM shop.payment WHERE payment_id = " + extra.key())
                        .get(0)
                        .get("c"));
        assertThat(extra.reach().values())
                .contains(
                        client,
                        "2026-03-29",
                        extra.tenant().value(),
                        extra.key().toString());
        assertThat(extra.reach().tables()).containsExactlyInAnyOrder("shop.payment", "shop.sales_order", "shop.client");
    }

    @Test
    void sameSeedSameDrift() throws SQLException {
        List<Injected> first = tenOf(injector(9));
        shop = ShopDatabases.migrated(1, 40);

        assertThat(tenOf(injector(9))).isEqualTo(first);
    }

    @Test
    void onlyHotDriftIsInRowsOfTheLoad() {
        List<Injected> drifts = new ArrayList<>(injector(8).inject(DriftKind.CHANGED_FIELD, "shop.client"));
        drifts.addAll(injector(8).changeHotRow());

        assertThat(drifts).allSatisfy(d -> assertThat(
                        shop.target("SELECT FROM shop.client WHERE NOT archived AND client_id = '" + d.key() + "'"))
                .hasSize(d.mayGoUnseen() ? 1 : 0));
        assertThat(drifts).extracting(Injected::mayGoUnseen).containsExactly(false, true);
    }

    @Test
    void withoutRowsNothingIsInjected() {
        shop.changeTarget("TRUNCATE shop.currency CASCADE");
        RogueWrites injector = injector(1);

        assertThat(tenOf(injector)).isNotNull();
        assertThat(injector.inject(DriftKind.MISSING_ROW, "shop.currency")).isEmpty();
        assertThat(injector.inject(DriftKind.MISSING_ROW, "shop.sales_order")).isEmpty();
    }

    private RogueWrites injector(long seed) {
        return new RogueWrites(shop.rogue(), new Random(seed), ShopDatabases.CLOCK);
    }

    private static List<Injected> tenOf(RogueWrites injector) {
        List<Injected> drifts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            drifts.addAll(injector.next());
        }
        return drifts;
    }

    private long orphans() {
        return (Long) shop.target("""
                        SELECT count(*) AS n FROM shop.order_line l
                        WHERE NOT EXISTS (SELECT FROM shop.sales_order o WHERE o.order_no = l.order_no)""").get(0).get("n");
    }

    private static List<RowDifference> rows(List<Injected> drifts) {
        return drifts.stream().map(d -> new RowDifference(d.table(), d.key())).toList();
    }
}
