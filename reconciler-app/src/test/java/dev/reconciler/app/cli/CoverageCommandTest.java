package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class CoverageCommandTest {
    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(directory, "windows: {chunkRows: 100}");
        shop.seed(250);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void coverageIsShownByTableAndTenantWithUnverifiableParts() {
        assertThat(shop.run("coverage").err()).contains("has never run");
        assertThat(shop.run("backfill").exit()).isZero();
        assertThat(shop.run("coverage").out()).contains("public.customers", "NEVER");

        Outcome verified = shop.run("verify", "--job", "incremental");

        assertThat(verified.exit()).as(verified.toString()).isZero();
        JsonNode customers = shop.json("coverage", "--table", "customers");
        assertThat(customers.findValuesAsText("tenant")).containsExactly("acme", "globex");
        assertThat(customers.findValuesAsText("verdict")).containsOnly("AGREED");
        assertThat(customers.get(0).path("job").asText()).isEqualTo("incremental");
        assertThat(customers.get(0).path("chunks").path("total").asInt()).isEqualTo(3);
        assertThat(customers.get(0).path("chunks").path("never").asInt()).isZero();
        assertThat(customers.get(0).path("unverifiable")).isEmpty();
        assertThat(shop.run("coverage", "--table", "nowhere").exit()).isEqualTo(2);

        shop.target("ALTER TABLE customers ADD CONSTRAINT short CHECK (length(name) < 20)");
        shop.source("UPDATE customers SET name = 'a name that is far too long' WHERE id IN (3, 4)");
        shop.target("UPDATE customers SET balance = 0 WHERE id = 250");
        assertThat(shop.run("verify").exit()).isEqualTo(1);

        Outcome coverage = shop.run("coverage");
        assertThat(coverage.exit()).isZero();
        assertThat(coverage.out()).contains("DIVERGED", "0 columns, 2 rows");
        JsonNode parked = shop.json("coverage", "--table", "customers").get(0);
        assertThat(parked.path("unverifiable").get(0).path("reason").asText()).contains("parked");
        assertThat(parked.path("chunks").path("diverged").asInt()).isEqualTo(2);
    }
}
