package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.app.testing.PipelineFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class ReportCommandTest {
    @TempDir
    private Path directory;

    @Test
    void reportsAreMadeFromThePipelinesRecords() throws IOException {
        try (PipelineFixture shop = new PipelineFixture(directory, "")) {
            shop.seed(12);
            assertThat(shop.run("report", "daily").err()).contains("has never run");
            assertThat(shop.run("backfill").exit()).isZero();
            shop.target("UPDATE customers SET name = 'renamed' WHERE id IN (4, 9)");
            assertThat(shop.run("verify").exit()).isEqualTo(1);

            JsonNode daily = shop.json("report", "daily");
            assertThat(daily.at("/activity/total/found").asInt()).isEqualTo(2);
            assertThat(daily.at("/activity/autoCorrectionRate").isNull()).isTrue();
            assertThat(daily.at("/lag/lag").isNull()).isTrue();
            assertThat(daily.at("/lag/note").asText()).contains("only the running daemon knows it");
            assertThat(daily.at("/checks/runs").findValuesAsText("job")).contains("backfill", "checksum");

            Outcome text = shop.run("report", "daily");
            assertThat(text.exit()).isZero();
            assertThat(text.out())
                    .contains("Daily report of " + shop.name(), "BY TABLE", "public.customers")
                    .contains("unknown: only the running daemon knows it");

            Path html = directory.resolve("daily.html");
            assertThat(shop.run("report", "daily", "--output", html.toString()).out())
                    .contains("written to " + html);
            assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains("<svg");
            assertThat(shop.run("report", "trends", "--days", "30", "--format", "markdown")
                            .out())
                    .contains("# Trends of ");
            assertThat(shop.json("report", "reviews").at("/waiting").asInt()).isEqualTo(2);

            JsonNode evidence = shop.json("report", "evidence", "--tenant", "acme");
            assertThat(evidence.at("/chain/verified").asBoolean()).isTrue();
            assertThat(evidence.at("/coverage").findValuesAsText("verdict")).contains("DIVERGED");
            assertThat(evidence.toString()).doesNotContain("globex");
            refused(shop);
        }
    }

    private void refused(PipelineFixture shop) {
        assertThat(shop.run("report", "daily", "--date", "2999-01-01"))
                .satisfies(outcome -> assertThat(outcome.exit()).isEqualTo(2))
                .extracting(Outcome::err)
                .asString()
                .contains("--date 2999-01-01 is in the future");
        for (String date : List.of("1969-12-31", "0000-01-01", "-999999999-01-01")) {
            assertThat(shop.run("report", "trends", "--date=" + date))
                    .satisfies(outcome -> assertThat(outcome.exit()).isEqualTo(2))
                    .extracting(Outcome::err)
                    .asString()
                    .contains("--date " + date + " is before the year 1970");
        }
        assertThat(shop.run("report", "daily", "--date", "2026-02-30").err()).contains("--date", "2026-02-30");
        assertThat(shop.run("report", "daily", "--zone", "Mars/Phobos").err()).contains("--zone", "Mars/Phobos");
        assertThat(shop.run("report", "trends", "--days", "1").err()).contains("--days must be 2 to 366, not 1");
        assertThat(shop.run("report", "evidence", "--tenant", "initech"))
                .satisfies(outcome -> assertThat(outcome.exit()).isEqualTo(2))
                .extracting(Outcome::err)
                .asString()
                .contains("there is no record of tenant initech");
        assertThat(shop.run("report", "evidence").err()).contains("--tenant");
        Path nowhere = directory.resolve("no-such-folder").resolve("daily.html");
        assertThat(shop.run("report", "daily", "--output", nowhere.toString()).err())
                .contains("the report can't be written to " + nowhere);
    }
}
