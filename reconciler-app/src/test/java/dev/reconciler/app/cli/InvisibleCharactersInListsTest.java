package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.text.InvisibleCharacters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A terminal executes or hides some characters: every list shows them as escapes. */
@Tag("db")
class InvisibleCharactersInListsTest {
    /** Characters that clear a terminal, reverse its reading direction, or have no width. */
    private static final String EVIL = "a\u001b[2J\u202eb\u200bc";

    private static final String SHOWN = "a\\u001B[2J\\u202Eb\\u200Bc";

    @TempDir
    private Path directory;

    private PipelineFixture shop;

    @BeforeEach
    void fillShop() {
        shop = new PipelineFixture(directory, "");
        shop.source("INSERT INTO customers VALUES (1, '" + EVIL + "', '" + EVIL + "', 1)");
        assertThat(shop.run("backfill").exit()).isZero();
        shop.target("UPDATE customers SET name = 'x" + EVIL + "'");
        assertThat(shop.run("verify", "--table", "customers").exit()).isEqualTo(1);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void isShown(String... arguments) {
        Outcome outcome = shop.run(arguments);
        String all = outcome.out() + outcome.err();
        assertThat(InvisibleCharacters.isIn(all)).as(all).isFalse();
        assertThat(all).contains(SHOWN);
    }

    @Test
    void everyListShowsThemAsEscapesAndJsonIsExact() {
        JsonNode listed = shop.json("review", "list").path(0);
        String id = listed.path("id").asText();
        assertThat(listed.path("tenant").asText()).isEqualTo(EVIL);
        List.of("coverage", "review list", "review show " + id, "verify --table customers")
                .forEach(command -> isShown(command.split(" ")));
        isShown("review", "resolve", EVIL, "KEEP_TARGET");
        isShown("verify", "--table", EVIL);
        isShown(EVIL);

        shop.json("review", "resolve", id, "APPLY_SOURCE", "--note", EVIL);
        isShown("corrections", "list");
        shop.target("UPDATE reconciler.table_state SET state = 'PAUSED', reason = '" + EVIL
                + "' WHERE table_id = 'public.orders'");
        isShown("tables", "list");
    }
}
