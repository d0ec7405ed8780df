package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digest method is chosen by known answers, shown by {@code check} and in each run, and changes no verdict. */
@Tag("db")
class DigestMethodTest {
    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void open() {
        shop = new PipelineFixture(directory, "");
        for (String alter : List.of(
                "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                "ALTER TABLE orders ADD details jsonb DEFAULT '{\"a\": [1.0]}', ADD mood mood DEFAULT 'glad'")) {
            shop.source(alter);
            shop.target(alter);
        }
        shop.seed(12);
        configure("auto");
        Outcome filled = shop.run("backfill");
        assertThat(filled.exit()).as(filled.toString()).isZero();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void configure(String digest) {
        shop.configure("verification: {digest: " + digest + "}\ncorrection: {dryRun: true}");
    }

    /** Replaces the target's hash function by another one, as if the server had another version or architecture. */
    private void differInTheTarget() {
        shop.target("CREATE SCHEMA other");
        shop.target("""
            CREATE FUNCTION other.hashint8extended(bigint, bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE
            AS 'BEGIN RETURN pg_catalog.hashint8extended($1, $2 # 1); END'\
            """);
        shop.target("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = other, pg_catalog, public',"
                + " current_database()); END $$");
    }

    private void damage() {
        shop.target(
                "UPDATE orders SET note = 'rogue' WHERE id = 7",
                "UPDATE orders SET mood = 'sad' WHERE id = 8",
                "DELETE FROM order_items WHERE order_id = 4 AND line = 2",
                "UPDATE customers SET balance = balance + 0.01 WHERE id = 3");
    }

    private static final List<String> DAMAGED = List.of(
            "public.customers FIELD_MISMATCH 3",
            "public.order_items MISSING_IN_TARGET 4,2",
            "public.orders FIELD_MISMATCH 7",
            "public.orders FIELD_MISMATCH 8");

    private List<String> found() {
        List<String> found = new ArrayList<>();
        for (JsonNode each : shop.json("review", "list", "--open")) {
            found.add(each.path("table").asText() + " " + each.path("type").asText() + " "
                    + each.path("key").asText());
        }
        return found;
    }

    private List<String> notes(String where) {
        List<String> notes = new ArrayList<>();
        for (JsonNode each : shop.json("check")) {
            if (each.path("where").asText().equals(where)) {
                notes.add(each.path("what").asText());
            }
        }
        return notes;
    }

    @Test
    void serversThatHashAlikeUseTheirOwnHash() {
        assertThat(notes("verification.digest"))
                .containsExactly("digest: native: public.customers, public.orders, public.order_items");
        assertThat(shop.json("verify").toString()).contains("digest: native").doesNotContain("digest: canonical");
        damage();
        assertThat(shop.run("verify").exit()).isEqualTo(1);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(DAMAGED);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, digest: canonical (the servers hash",
        "native, 'digest: native (verification.digest is native, although the servers hash'"
    })
    void serversThatHashDifferentlyReachTheSameVerdicts(String setting, String said) {
        differInTheTarget();
        configure(setting);
        assertThat(notes("verification.digest"))
                .anySatisfy(note -> assertThat(note).startsWith(said));

        Outcome agreed = shop.run("verify", "--format", "json");
        assertThat(agreed.exit()).as(agreed.toString()).isZero();
        assertThat(agreed.out()).contains(said);

        damage();
        assertThat(shop.run("verify").exit()).isEqualTo(1);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(DAMAGED);
    }

    @Test
    void theSettingForcesTheCanonicalForm() {
        configure("canonical");
        assertThat(notes("verification.digest"))
                .containsExactly("digest: canonical (verification.digest is canonical): public.customers,"
                        + " public.orders, public.order_items");
        assertThat(shop.json("verify").toString()).contains("digest: canonical (verification.digest is canonical)");
        damage();
        assertThat(shop.run("verify").exit()).isEqualTo(1);
        assertThat(found()).containsExactlyInAnyOrderElementsOf(DAMAGED);
    }
}
