package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lines whose price is compared with a tolerance, and whose quantity is never compared: by each check, and corrected. */
@Tag("system")
class ComparedColumnsRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AUTO = """
            exclude: ["*.note"]
            correction: {dryRun: false, policy: {FIELD_MISMATCH: auto}, breaker: {rows: 100, percent: 100}}
            """;
    private static final String LINES = "{source: lines, tenant: {column: tenant_id}}";
    private static final String COMPARED = "{source: lines, tenant: {column: tenant_id},"
            + " columns: {price: {compare: {tolerance: 0.01}}, quantity: {compare: never}}}";

    private static ReconcilerConfig config(Lab lab) throws IOException {
        Path file = lab.configFile("live", AUTO);
        String yaml = Files.readString(file);
        assertThat(yaml).contains(LINES);
        return new ConfigLoader(Map.of()).load(Files.writeString(file, yaml.replace(LINES, COMPARED)));
    }

    private static List<String> found(Application application) {
        return Lab.found(application).stream()
                .map(each -> RowKey.decode(each.place().subject()) + " "
                        + each.difference().columns() + " " + each.state() + " by "
                        + each.sightings().proof().job())
                .sorted()
                .toList();
    }

    private static String line(Lab lab, int order) {
        return String.valueOf(lab.target
                .query(
                        "shop",
                        "SELECT quantity || ' ' || price AS r FROM lines WHERE line_no = 1 AND order_id = "
                                + (order * 1_000_000L + 1))
                .get(0)
                .get("r"));
    }

    private static String order(Lab lab) {
        return String.valueOf(lab.target
                .query("shop", "SELECT coalesce(note, 'null') || ' ' || state AS r FROM orders WHERE account_id = 9")
                .get(0)
                .get("r"));
    }

    private static String change(int order, String change) {
        return "UPDATE lines SET " + change + " WHERE line_no = 1 AND order_id = " + (order * 1_000_000L + 1);
    }

    @Test
    void eachCheckFindsOnlyDifferencesBeyondTheToleranceAndCorrectsTheWholeRow() throws IOException {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            ReconcilerConfig config = config(lab);
            assertThat(new Preflight().check(config))
                    .filteredOn(problem -> problem.what().contains("not exactly verified"))
                    .extracting(problem -> problem.what())
                    .containsExactlyInAnyOrder(
                            "target price is not exactly verified: it is compared with a tolerance of 0.01, which proves no"
                                    + " equality",
                            "target quantity is not exactly verified: it is copied and never compared");
            try (Application application = Application.open(config, RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                assertThat(application.unverifiable())
                        .extracting(part -> part.subject())
                        .containsExactlyInAnyOrder("source note", "target note", "target price", "target quantity");
                StreamVerification verification = application.streamVerification(StreamListener.NONE);
                lab.source.execute(
                        "shop",
                        change(1, "quantity = 7"),
                        change(2, "quantity = 7"),
                        change(3, "price = 5"),
                        "UPDATE orders SET note = 'source', state = 'paid' WHERE account_id = 9");
                await().atMost(PATIENCE).until(() -> lab.applied() >= 4);
                assertThat(stream.isRunning()).isTrue();
                assertThat(line(lab, 1)).as("the applier copies the column").isEqualTo("7 9.90");
                assertThat(order(lab)).as("an excluded column is not copied").isEqualTo("null paid");
                lab.target.execute(
                        "shop",
                        change(1, "quantity = 70, price = 9.91"),
                        change(2, "quantity = 70, price = 9.92"),
                        change(3, "price = 4.99"));
                verification.tick();
                assertThat(found(application)).containsExactly("2000001,1 [price] AUTO_CORRECTED by stream");
                assertThat(line(lab, 2))
                        .as("the correction writes the whole row")
                        .isEqualTo("7 9.90");
                assertThat(line(lab, 1)).isEqualTo("70 9.91");

                lab.target.execute(
                        "shop",
                        change(4, "quantity = 40, price = 9.89"),
                        change(5, "quantity = 50, price = 9.88"),
                        change(6, "price = 9.911"));
                Lab.checksum(application);
                assertThat(found(application))
                        .containsExactly(
                                "2000001,1 [price] AUTO_CORRECTED by stream",
                                "5000001,1 [price] AUTO_CORRECTED by checksum",
                                "6000001,1 [price] AUTO_CORRECTED by checksum");
                assertThat(line(lab, 4)).isEqualTo("40 9.89");
                assertThat(line(lab, 5)).isEqualTo("1 9.90");
                assertThat(line(lab, 6)).isEqualTo("1 9.90");

                lab.target.execute("shop", change(7, "price = 9.885"), change(8, "price = 9.895, quantity = 80"));
                Lab.run(application, JobKind.SAMPLE);
                assertThat(found(application)).hasSize(4).contains("7000001,1 [price] AUTO_CORRECTED by sample");
            }
        }
    }
}
