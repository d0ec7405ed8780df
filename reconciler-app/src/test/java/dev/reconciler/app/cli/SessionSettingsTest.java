package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.testing.PipelineFixture.Serving;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline whose role and databases have settings that change how values print, how literals read, and when sessions end. */
@Tag("db")
class SessionSettingsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> SETTINGS = List.of(
            "statement_timeout = '1s'",
            "lock_timeout = '1ms'",
            "transaction_timeout = '1s'",
            "idle_in_transaction_session_timeout = '200ms'",
            "idle_session_timeout = '500ms'",
            "standard_conforming_strings = off",
            "default_transaction_isolation = 'serializable'",
            "TimeZone = 'Asia/Kolkata'",
            "DateStyle = 'German, DMY'",
            "IntervalStyle = 'sql_standard'",
            "bytea_output = 'escape'",
            "extra_float_digits = -3",
            "client_encoding = 'LATIN1'",
            "quote_all_identifiers = on");

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void makeShop() {
        shop = new PipelineFixture(directory, "");
        shop.seed(40);
        shop.source("ALTER TABLE orders ADD COLUMN took interval, ADD COLUMN weight float8, ADD COLUMN image bytea");
        shop.target("ALTER TABLE orders ADD COLUMN took interval, ADD COLUMN weight float8, ADD COLUMN image bytea");
        shop.source("UPDATE orders SET took = '1 day 02:03', weight = 0.1 + 0.2, image = '\\xff00', note = NULL");
        for (String setting : SETTINGS) {
            shop.source("ALTER DATABASE " + shop.name() + " SET " + setting);
            shop.target("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET " + setting.replace("'", "''")
                    + "', current_database()); END $$");
        }
        // Last: the fixture's own sessions are of the same role.
        shop.target("DO $$ BEGIN EXECUTE format('ALTER ROLE postgres IN DATABASE %I SET default_transaction_read_only ="
                + " on', current_database()); END $$");
        shop.source("ALTER ROLE postgres IN DATABASE " + shop.name() + " SET default_transaction_read_only = on");
    }

    @AfterEach
    void close() {
        shop.source("SET transaction_read_only = off; ALTER ROLE postgres IN DATABASE " + shop.name() + " RESET ALL");
        shop.close();
    }

    @Test
    void settingsOfRoleAndDatabaseChangeNeitherTheCopyNorTheStream() {
        Serving serving = shop.serve();
        await().atMost(SOON).until(shop::isCopy);
        await("the stream's sessions outlive the role's timeouts")
                .atMost(SOON)
                .until(() -> shop.querySource("""
                    SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'Debezium%'
                        AND backend_start < clock_timestamp() - interval '1.5 s'\
                    """).size() >= 2);
        shop.source("SET transaction_read_only = off; UPDATE orders SET took = '-3 days', weight = 1e-300, image = ''"
                + " WHERE id <= 5");
        await().atMost(SOON).until(shop::isCopy);

        Outcome verified = shop.run("verify", "--job", "checksum");
        assertThat(verified.exit()).as("%s", verified).isZero();
        assertThat(serving.stopped().exit()).isZero();
    }

    @Test
    void aConstantWithABackslashIsTheSameInFillStreamAndChecksum() {
        shop.configure("");
        shop.replaceConfiguration(
                "{source: orders, tenant: {column: tenant_id}}",
                "{source: orders, tenant: {column: tenant_id}, columns: {note: {transform: {default: 'a\\b'}}}}");
        Serving serving = shop.serve();
        await().atMost(SOON).until(() -> notes().equals(List.of("a\\b:40")));
        shop.source("SET transaction_read_only = off; UPDATE orders SET weight = 5 WHERE id = 1");
        await().atMost(SOON)
                .until(() ->
                        shop.queryTarget("SELECT FROM orders WHERE weight = 5").size() == 1);

        assertThat(notes()).containsExactly("a\\b:40");
        assertThat(serving.stopped().exit()).isZero();
    }

    private List<String> notes() {
        return shop
                .queryTarget("SELECT note || ':' || count(*) AS n FROM orders WHERE note IS NOT NULL GROUP BY note")
                .stream()
                .map(row -> String.valueOf(row.get("n")))
                .toList();
    }
}
