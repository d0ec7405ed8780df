package dev.reconciler.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool checks the shipped files for Prometheus. */
@Tag("system")
class PromtoolTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Path SHIPPED = Path.of("..", "deploy", "prometheus");

    /** Runs promtool in the folder of the shipped files and requires that it succeeds. */
    private static String promtool(String... arguments) throws IOException, InterruptedException {
        if (!Files.isExecutable(PROMTOOL)) {
            System.err.println("""

                **** The alert rules are NOT CHECKED: there is no promtool on this machine. ****
                **** Install it (apt-get install prometheus). ****
                """);
        }
        Assumptions.assumeTrue(Files.isExecutable(PROMTOOL), "no promtool on this machine");
        Process process = new ProcessBuilder(Stream.concat(Stream.of(PROMTOOL.toString()), Stream.of(arguments))
                        .toList())
                .directory(SHIPPED.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("promtool %s: %s", String.join(" ", arguments), output)
                .isZero();
        return output;
    }

    private static JsonNode yaml(String file) throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(SHIPPED.resolve(file).toFile());
    }

    @Test
    void rulesAreValid() throws IOException, InterruptedException {
        int rules = yaml("alerts.yaml").findValues("alert").size();

        assertThat(promtool("check", "rules", "alerts.yaml")).contains(rules + " rules found");
    }

    @Test
    void rulesFireAsTheirTestsSay() throws IOException, InterruptedException {
        assertThat(promtool("test", "rules", "alerts_test.yaml")).contains("SUCCESS");
    }

    /** The token file exists on the operator's machine only, so promtool does not check for referenced files. */
    @Test
    void exampleOfAConfigurationIsValid() throws IOException, InterruptedException {
        assertThat(promtool("check", "config", "--syntax-only", "prometheus.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void everyAlertHasATestInWhichItFires() throws IOException {
        Set<String> shipped = new TreeSet<>(yaml("alerts.yaml").findValuesAsText("alert"));
        Set<String> firing = new TreeSet<>();
        for (JsonNode test : yaml("alerts_test.yaml").path("tests")) {
            for (JsonNode expectation : test.path("alert_rule_test")) {
                if (!expectation.path("exp_alerts").isEmpty()) {
                    firing.add(expectation.path("alertname").asText());
                }
            }
        }

        assertThat(firing).isEqualTo(shipped);
    }
}
