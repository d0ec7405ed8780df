package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.cli.Reconciler;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Observe mode, on the demo's own terms: an application that writes both sides, and fails some writes. */
@Tag("system")
class DemoObserveOnceTest {
    @Test
    void findsEveryFailedWriteAndNoWriteInProgress() throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = Reconciler.of(List.of(new DemoCommand())).setOut(new PrintWriter(out));

        int exit = line.execute("demo", "--mode", "observe", "--once", "--seed", "20261124", "--format", "json");

        JsonNode score = new ObjectMapper().readTree(out.toString());
        int injected = score.path("injected").asInt();
        assertThat(score.path("falseAlarms").asInt())
                .as("%s of %s", score.path("alarms"), out)
                .isZero();
        assertThat(score.path("rowsLost").asInt()).isZero();
        assertThat(injected).isGreaterThan(28);
        assertThat(score.path("detected").asInt()).isEqualTo(injected);
        assertThat(score.path("corrected").asInt() + score.path("queued").asInt())
                .isEqualTo(injected);
        // Otherwise nothing was there that a false alarm could have been made of.
        assertThat(score.path("inFlight").path("most").asInt()).isPositive();
        assertThat(score.path("inFlight").path("left").asInt()).isZero();
        assertThat(exit).isZero();
    }

    @Test
    void modeThatDoesNotExistIsRefused() {
        StringWriter out = new StringWriter();
        CommandLine line = Reconciler.of(List.of(new DemoCommand())).setErr(new PrintWriter(out));

        assertThat(line.execute("demo", "--mode", "both")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(out.toString()).contains("replicate, observe");
    }
}
