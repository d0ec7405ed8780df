package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules under a role of their own: it reads what it is granted, and {@code check} refuses one that can do more. */
@Tag("db")
class RuleRoleTest {
    private static final String RULE = """
        rule: balances
        description: What a customer owes is the same on both sides.
        table: public.customers
        action: warn
        compare:
          source: SELECT id, %s AS seen FROM customers WHERE tenant_id = :tenant
          target: SELECT id, %s AS seen FROM customers WHERE tenant_id = :tenant
          key: [id]
          values: {seen: 0}
        """;

    @TempDir
    private Path directory;

    private PipelineFixture shop;
    private String role = "";

    @BeforeEach
    void makeShop() throws IOException {
        shop = new PipelineFixture(directory, "");
        role = shop.name() + "_rules";
        shop.configure("tenants: [acme, globex]");
        shop.replaceConfiguration("rules: {", "rules: {user: " + role + ", ");
        shop.seed(4);
        Files.createDirectories(directory.resolve("rules"));
        write("balance", "balance");
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void write(String source, String target) throws IOException {
        Files.writeString(directory.resolve("rules").resolve("balances.yaml"), RULE.formatted(source, target));
    }

    private void both(String... statements) {
        shop.source(statements);
        shop.target(statements);
    }

    private void makeRole(String attributes) {
        PostgresCluster.shared().createRole(role, "unused", attributes);
    }

    @Test
    void rulesRunUnderTheRoleAndReadOnlyWhatItIsGranted() throws IOException {
        makeRole("");
        both("GRANT SELECT ON customers, orders, order_items TO " + role);
        assertThat(shop.run("check").exit()).as(shop.run("check").out()).isZero();
        assertThat(shop.run("backfill").exit()).isZero();
        Outcome fine = shop.run("rules", "lint");
        assertThat(fine.exit()).as(fine.toString()).isZero();
        Outcome holds = shop.run("rules", "run");
        assertThat(holds.exit()).as(holds.toString()).isZero();

        String isTheRole = "CASE WHEN current_user = '" + role + "' THEN 1 ELSE 0 END";
        write(isTheRole, "1");
        assertThat(shop.run("rules", "run").exit()).isZero();
        write("1", isTheRole);
        assertThat(shop.run("rules", "run").exit()).isZero();

        both("REVOKE SELECT ON customers FROM " + role, "GRANT SELECT (id, tenant_id) ON customers TO " + role);
        Outcome denied = shop.run("rules", "run");
        assertThat(denied.exit()).isEqualTo(2);
        assertThat(shop.json("rules", "run").toString()).contains("permission denied for table customers");
        assertThat(shop.run("verify", "--table", "customers").exit())
                .as("everything else keeps the daemon's rights")
                .isZero();
    }

    @Test
    void checkRefusesARoleThatIsMissingOrCanDoMoreThanRead() {
        assertThat(shop.run("check").exit()).isEqualTo(2);
        assertThat(shop.run("check").out()).contains("rules can't run under role " + role, "does not exist");

        makeRole("");
        assertThat(shop.run("check").out()).contains("can't read public.customers, public.order_items, public.orders");

        both(
                "GRANT SELECT ON customers, orders, order_items TO " + role,
                "GRANT UPDATE (name) ON customers TO " + role);
        assertThat(shop.run("check").out())
                .contains("may change rows of public.customers")
                .doesNotContain("can't read");

        both("ALTER ROLE " + role + " REPLICATION");
        assertThat(shop.run("check").out()).contains("may do more than read: REPLICATION");
    }
}
