package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.cli.Reconciler;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The whole product between servers of different engines. */
@Tag("system")
class DemoOfPairsOnceTest {
    @ParameterizedTest
    @CsvSource({"postgres, mysql", "postgres, mariadb", "mysql, postgres"})
    void findsAndResolvesEveryInjectedDriftAndReportsNothingElse(ServerKind source, ServerKind target)
            throws Exception {
        DemoPair pair = new DemoPair(source, target);
        pair.unavailable().ifPresent(reason -> {
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        });
        StringWriter out = new StringWriter();
        CommandLine line = Reconciler.of(List.of(new DemoCommand())).setOut(new PrintWriter(out));

        int exit = line.execute(
                "demo",
                "--once",
                "--source",
                source.name(),
                "--target",
                target.name(),
                "--seed",
                "20261127",
                "--format",
                "json");

        JsonNode score = new ObjectMapper().readTree(out.toString());
        assertThat(score.path("falseAlarms").asInt())
                .as("%s of %s", score.path("alarms"), out)
                .isZero();
        assertThat(score.path("rowsLost").asInt()).isZero();
        assertThat(score.path("injected").asInt()).isGreaterThan(20);
        assertThat(score.path("corrected").asInt() + score.path("queued").asInt())
                .isEqualTo(score.path("injected").asInt());
        // No cause is claimed that is wrong: a row that was never verified before its drift has no history to tell
        // from.
        List<String> causes = new ArrayList<>();
        score.path("drifts").forEach(drift -> causes.add(drift.path("cause").asText()));
        assertThat(causes)
                .as("%s", score.path("drifts"))
                .containsOnly("ROGUE_WRITE", "UNKNOWN")
                .contains("ROGUE_WRITE");
        assertThat(score.path("leftOut")).hasSize(target == ServerKind.postgres ? 0 : 1);
        assertThat(exit).isZero();
    }
}
