package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.PipelineFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What selects nothing is an error, on two real databases: nothing compared is nothing proven. */
class VerifiedScopeTest {
    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(directory, "tenants: all");
        shop.seed(4);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void mistypedTenantIsAnErrorWithNearNames() {
        assertThat(shop.run("backfill").exit()).isZero();

        Outcome mistyped = shop.run("verify", "--tenant", "acmee");
        assertThat(mistyped.exit()).as(mistyped.toString()).isEqualTo(2);
        assertThat(mistyped.err()).contains("no row of tenant 'acmee' on either side; did you mean 'acme'?");
        Outcome beside = shop.run("verify", "--tenant", "acme", "--tenant", "hooli");
        assertThat(beside.exit()).as("one of two is known").isEqualTo(2);
        assertThat(beside.err()).contains("'hooli'");

        assertThat(shop.run("verify", "--tenant", "acme").exit()).isZero();
    }

    @Test
    void rulesWithoutARuleAreAnError() throws IOException {
        assertThat(shop.run("rules", "lint").exit()).isEqualTo(1);
        Outcome none = shop.run("verify", "--job", "rules");
        assertThat(none.exit()).as(none.toString()).isEqualTo(2);
        assertThat(none.err()).contains("no such folder of rules");

        Files.writeString(Files.createDirectory(directory.resolve("rules")).resolve("names.yaml"), """
            rule: names
            description: Each customer has a name.
            table: public.customers
            action: warn
            expect_empty:
              target: SELECT id FROM customers WHERE name = ''
              key: [id]
            """);
        Outcome elsewhere = shop.run("rules", "run", "--table", "orders");
        assertThat(elsewhere.exit()).as(elsewhere.toString()).isEqualTo(2);
        assertThat(elsewhere.err())
                .contains("no rule is filed under public.orders; there are rules under public.customers");
    }
}
