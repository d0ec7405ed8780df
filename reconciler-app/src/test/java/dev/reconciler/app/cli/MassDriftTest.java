package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target table that was emptied: one discrepancy for all of its rows, and a command that resolves it. */
@Tag("db")
class MassDriftTest {
    private static final int ROWS = 120_000;

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(
                directory,
                "correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto}, breaker: {rows: 1000000, percent:"
                        + " 100}}");
        shop.source("""
            INSERT INTO customers SELECT i, CASE WHEN i %% 2 = 0 THEN 'acme' ELSE 'globex' END, 'customer ' || i, i
            FROM generate_series(1, %d) i\
            """.formatted(ROWS));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void emptiedTableIsOneHeadlineThatBackfillResolves() {
        assertThat(shop.run("backfill").exit()).isZero();
        long before = System.nanoTime();
        assertThat(shop.run("verify", "--table", "customers").exit()).isZero();
        Duration clean = Duration.ofNanos(System.nanoTime() - before);
        shop.target("TRUNCATE customers CASCADE");

        before = System.nanoTime();
        Outcome emptied = shop.run("verify", "--table", "customers");
        Duration drifted = Duration.ofNanos(System.nanoTime() - before);

        assertThat(emptied.exit()).as(emptied.toString()).isEqualTo(1);
        assertThat(drifted).isLessThan(clean.multipliedBy(2).plusSeconds(10));
        Map<String, @Nullable Object> headline = shop.queryTarget(
                        "SELECT state, severity, detail FROM reconciler.discrepancy WHERE type = 'MASS_DRIFT'")
                .get(0);
        assertThat(headline.get("state")).isEqualTo("IN_REVIEW");
        assertThat(String.valueOf(headline.get("detail")))
                .contains(ROWS + " rows differ: " + ROWS + " missing in the target, 0 extra", "tenant acme: 60000");
        assertThat(number("SELECT count(*) FROM reconciler.discrepancy")).isLessThanOrEqualTo(1_001);
        assertThat(number("SELECT pg_total_relation_size('reconciler.discrepancy')"
                        + " + pg_total_relation_size('reconciler.audit_entry')"))
                .isLessThan(10_000_000);
        assertThat(number("SELECT count(*) FROM customers"))
                .as("correction is held although the policy and the breaker's limits allow it")
                .isZero();

        Outcome refilled = shop.run("backfill", "--table", "customers");
        assertThat(refilled.exit()).as(refilled.toString()).isZero();
        Outcome after = shop.run("verify", "--table", "customers");
        assertThat(after.exit()).as(after.toString()).isZero();
        assertThat(shop.isCopy()).isTrue();
        assertThat(number("SELECT count(*) FROM reconciler.discrepancy WHERE state <> 'HEALED'"))
                .isZero();
    }

    private long number(String sql) {
        return ((Number) shop.queryTarget(sql).get(0).values().iterator().next()).longValue();
    }
}
