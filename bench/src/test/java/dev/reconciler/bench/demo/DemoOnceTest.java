package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.cli.Reconciler;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The whole product, on the demo's own terms. */
@Tag("system")
class DemoOnceTest {
    @Test
    void findsAndResolvesEveryInjectedDriftAndReportsNothingElse() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = Reconciler.of(List.of(new DemoCommand())).setOut(new PrintWriter(out));

        int exit = line.execute("demo", "--once", "--seed", "20261121", "--format", "json");

        JsonNode score = new ObjectMapper().readTree(out.toString());
        assertThat(score.path("falseAlarms").asInt())
                .as("%s of %s", score.path("alarms"), out)
                .isZero();
        assertThat(score.path("rowsLost").asInt()).isZero();
        assertThat(score.path("injected").asInt()).isGreaterThan(20);
        assertThat(score.path("detected").asInt())
                .isEqualTo(score.path("injected").asInt());
        assertThat(score.path("corrected").asInt() + score.path("queued").asInt())
                .isEqualTo(score.path("injected").asInt());
        assertThat(score.path("drifts")).hasSize(score.path("injected").asInt());
        // Each was done by a session that is not the daemon's, to a row that the daemon had filled in and the load
        // leaves alone.
        assertThat(score.path("drifts").findValuesAsText("cause"))
                .as(out.toString())
                .containsOnly("ROGUE_WRITE");
        assertThat(exit).isZero();
    }

    @Test
    void everyExampleRuleIsPartOfTheDemo() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("..", "rules"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(DemoFiles.RULES);
        }
    }
}
