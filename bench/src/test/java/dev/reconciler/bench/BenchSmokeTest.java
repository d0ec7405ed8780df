package dev.reconciler.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.bench.demo.DemoPair;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small forms of the benchmarks: they run to their end and tell a figure. The figures themselves are not tested. */
@Tag("system")
class BenchSmokeTest {
    private static final String ROWS = "20000";

    @ParameterizedTest
    @ValueSource(strings = {"0", "3"})
    void checksumEndsInOneLineOfJson(String tenants) throws Exception {
        JsonNode figure = lastLine("checksum", "--rows", ROWS, "--rounds", "1", "--tenants", tenants);

        requireForm(figure, "checksum", "<= 0.35");
        assertThat(figure.at("/detail/rows").asLong()).isEqualTo(20_000);
        assertThat(figure.at("/detail/tenants").asText()).isEqualTo(tenants);
        for (String timed : List.of("nativeRun", "canonicalRun", "nativePass", "canonicalPass")) {
            assertThat(figure.at("/detail/" + timed + "/medianSeconds").asDouble())
                    .as(timed)
                    .isPositive();
        }
    }

    @Test
    void applyEndsInOneLineOfJson() throws Exception {
        JsonNode figure = lastLine("apply", "--rows", ROWS, "--rounds", "1");

        requireForm(figure, "apply", ">= 0.85");
        assertThat(figure.at("/detail/changes").asLong()).isEqualTo(20_000);
        assertThat(figure.at("/detail/appliedRowsPerSecond").asLong()).isPositive();
    }

    /** Skipped where no such server can be had. */
    @ParameterizedTest
    @CsvSource({"mysql, postgres", "postgres, mariadb"})
    void applyPairEndsInOneLineOfJson(ServerKind source, ServerKind target) throws Exception {
        new DemoPair(source, target).unavailable().ifPresent(Assumptions::abort);

        JsonNode figure = lastLine(
                "apply-pair", "--source", source.name(), "--target", target.name(), "--rows", "5000", "--rounds", "1");

        requireForm(figure, "apply-pair", ">= 0.7");
        assertThat(figure.at("/detail/changes").asLong()).isEqualTo(5_000);
        assertThat(figure.at("/detail/appliedRowsPerSecond").asLong()).isPositive();
        assertThat(figure.at("/detail/debeziumAloneRowsPerSecond").asLong()).isPositive();
    }

    @Test
    void findingsEndInOneLineOfJson() throws Exception {
        JsonNode figure = lastLine("findings", "--rows", "3000", "--differing", "450");

        assertThat(figure.at("/figure").asText()).isEqualTo("findings");
        assertThat(figure.at("/value").asDouble()).isPositive();
        assertThat(figure.at("/detail/differing").asLong()).isEqualTo(450);
        assertThat(figure.at("/detail/recordedPerSecond").asLong()).isPositive();
    }

    @Test
    void theListNamesEveryBenchmark() throws Exception {
        assertThat(output("list"))
                .anyMatch(line -> line.startsWith("checksum "))
                .anyMatch(line -> line.startsWith("apply "))
                .anyMatch(line -> line.startsWith("apply-pair "));
    }

    @Test
    void unknownOptionIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Options.parse(Map.of("rows", 5L), "--row", "7"))
                .isInstanceOf(Options.UnknownOptionException.class)
                .hasMessageContaining("--row")
                .hasMessageContaining("rows=5");
        assertThatThrownBy(() -> Options.parse(Map.of("rows", 5L), "--rows", "many"))
                .hasMessageContaining("many");
        assertThat(Options.parse(Map.of("rows", 5L), "--rows", "1_000").get("rows"))
                .isEqualTo(1_000);
    }

    private static void requireForm(JsonNode figure, String name, String goal) {
        assertThat(figure.fieldNames()).toIterable().containsExactly("figure", "value", "goal", "unit", "detail");
        assertThat(figure.at("/figure").asText()).isEqualTo(name);
        assertThat(figure.at("/value").isNumber()).isTrue();
        assertThat(figure.at("/value").asDouble()).isPositive();
        assertThat(figure.at("/goal").asText()).isEqualTo(goal);
        assertThat(figure.at("/unit").asText()).isEqualTo("ratio");
        assertThat(figure.at("/detail/memoryMegabytes/heapPeakUsed").asLong()).isPositive();
    }

    private static JsonNode lastLine(String... args) throws Exception {
        List<String> lines = output(args);
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    private static List<String> output(String... args) throws Exception {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream out = new PrintStream(captured, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            LabMain.main(args);
        } finally {
            System.setOut(before);
        }
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
