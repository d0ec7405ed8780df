package dev.reconciler.app.reliability;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunResult;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target gives clients new ids, by its table {@code client_ids}; purchases refer to them. New ids descend where old ones ascend. */
abstract class TranslatedKeysContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOOKUP = "{lookupTable: {table: client_ids, source: old_id, target: new_id}}";

    private final ShopDatabase source = source();
    private final ShopDatabase target = target();

    @TempDir
    private Path directory;

    abstract ShopDatabase source();

    abstract ShopDatabase target();

    @BeforeEach
    void create() {
        source.execute(
                "CREATE TABLE clients (id int PRIMARY KEY, name varchar(20) NOT NULL)",
                "INSERT INTO clients VALUES (1, 'one'), (2, 'two'), (3, 'three')",
                "CREATE TABLE purchases (id int PRIMARY KEY, customer_id int NULL)",
                "INSERT INTO purchases VALUES (1, 1), (2, NULL), (3, 2)");
        target.execute(
                "CREATE TABLE client_ids (old_id int NOT NULL PRIMARY KEY, new_id bigint NOT NULL UNIQUE)",
                "INSERT INTO client_ids VALUES (1, 1009), (2, 1008), (3, 1007), (8, 1002), (9, 1001)",
                "CREATE TABLE clients (id bigint PRIMARY KEY, name varchar(20) NOT NULL)",
                "CREATE TABLE purchases (id int PRIMARY KEY, customer_id bigint NULL,"
                        + " FOREIGN KEY (customer_id) REFERENCES clients (id))");
    }

    private ReconcilerConfig config(String lookup) throws IOException {
        Path rules = Files.createDirectories(directory.resolve("rules"));
        Files.writeString(rules.resolve("purchases.yaml"), """
                rule: purchases
                description: Each customer has the same number of purchases.
                table: purchases
                action: block
                severity: critical
                compare:
                  source: SELECT coalesce(customer_id, 0) AS customer, count(*) AS number FROM purchases GROUP BY coalesce(customer_id, 0)
                  target: SELECT coalesce(customer_id, 0) AS customer, count(*) AS number FROM purchases GROUP BY coalesce(customer_id, 0)
                  key: [customer]
                  values: {number: 0}
                """);
        return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve("reconciler.yaml"), """
                pipeline: %s
                source: %s
                target: %s
                tables:
                  - {source: clients, tenant: none, columns: {id: {transform: %s}}}
                  - {source: purchases, tenant: none, columns: {customer_id: {transform: %s}}}
                schedules: {count: off, checksum: off, incremental: off, sample: off}
                apply: {spillDirectory: %s}
                rules: {directory: %s}
                correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto, EXTRA_IN_TARGET: auto, FIELD_MISMATCH: auto},
                  breaker: {rows: 100, percent: 100}}
                """.formatted(
                        pipeline(),
                        source.configuration(),
                        target.configuration(),
                        lookup,
                        lookup,
                        directory.resolve("spill"),
                        rules)));
    }

    /** Unique in the server, as the slot of that name is. */
    private String pipeline() {
        return source.database();
    }

    private List<String> clients() {
        return target.query("SELECT id, name FROM clients ORDER BY id DESC").stream()
                .map(row -> row.get("id") + " " + row.get("name"))
                .toList();
    }

    private List<String> purchases() {
        return target.query("SELECT id, customer_id FROM purchases ORDER BY id").stream()
                .map(row -> row.get("id") + " " + row.get("customer_id"))
                .toList();
    }

    private List<String> found(Application application) {
        return Lab.found(application, pipeline()).stream()
                .map(TranslatedKeysContract::text)
                .sorted()
                .toList();
    }

    private static String text(Discrepancy found) {
        String subject =
                found.type().hasKey() ? " " + RowKey.decode(found.place().subject()) : "";
        return found.place().table().replaceFirst(".*[.]", "") + " " + found.type() + subject + " " + found.state();
    }

    private static List<String> verdicts(Application application, JobKind job) {
        return Lab.run(application, job).results().stream()
                .map(result -> result.table().replaceFirst(".*[.]", "") + " " + result.verdict())
                .sorted()
                .toList();
    }

    private static void requireEqual(Application application) {
        for (JobKind job : List.of(JobKind.COUNT, JobKind.CHECKSUM, JobKind.SAMPLE)) {
            assertThat(verdicts(application, job))
                    .as(job.toString())
                    .containsExactly("clients AGREED", "purchases AGREED");
        }
        assertThat(Lab.run(application, JobKind.RULES).results())
                .extracting(RunResult::verdict)
                .containsOnly(Verdict.AGREED);
    }

    @Test
    void keysAndReferencesAreComparedAndWrittenThroughTheLookupTable() throws IOException {
        try (Application application = Application.open(config(LOOKUP), RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            Lab.run(application, JobKind.BACKFILL);
            assertThat(clients()).containsExactly("1009 one", "1008 two", "1007 three");
            assertThat(purchases()).containsExactly("1 1009", "2 null", "3 1008");
            requireEqual(application);

            source.execute(
                    "UPDATE clients SET name = 'first' WHERE id = 1",
                    "UPDATE clients SET id = 9 WHERE id = 3",
                    "UPDATE purchases SET customer_id = 2 WHERE id = 1",
                    "UPDATE purchases SET customer_id = NULL WHERE id = 3",
                    "INSERT INTO clients VALUES (8, 'eight')",
                    "INSERT INTO purchases VALUES (4, 8), (5, 1)",
                    "DELETE FROM purchases WHERE id = 5",
                    "DELETE FROM clients WHERE id = 9");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(clients()).containsExactly("1009 first", "1008 two", "1002 eight"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(purchases())
                    .containsExactly("1 1008", "2 null", "3 null", "4 1002"));
            requireEqual(application);
            assertThat(found(application)).isEmpty();

            parked(application);
            drift(application);
            withoutEntry(application);
        }
    }

    /** A value without an entry is parked, and written once the entry exists. */
    private void parked(Application application) {
        source.execute("INSERT INTO clients VALUES (7, 'seven')");
        source.execute("INSERT INTO purchases VALUES (7, 7)");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(application.parked().list("", 10))
                        .extracting(ParkedEvent::error)
                        .hasSize(2)
                        .allSatisfy(error -> assertThat(error)
                                .contains("value 7 has no entry in lookup table ", "client_ids.old_id")));
        assertThat(clients()).hasSize(3);
        assertThat(purchases()).hasSize(4);

        target.execute("INSERT INTO client_ids VALUES (7, 1003)");
        application.parked().retryAll();

        assertThat(clients()).containsExactly("1009 first", "1008 two", "1003 seven", "1002 eight");
        assertThat(purchases()).containsExactly("1 1008", "2 null", "3 null", "4 1002", "7 1003");
        assertThat(application.parked().list("", 10)).isEmpty();
        requireEqual(application);
    }

    private void drift(Application application) {
        List<String> clients = clients();
        List<String> purchases = purchases();
        target.execute(
                "INSERT INTO client_ids VALUES (5, 1005)",
                "INSERT INTO clients VALUES (1005, 'extra')",
                "UPDATE clients SET name = 'damaged' WHERE id = 1009",
                "UPDATE purchases SET customer_id = 1009 WHERE id = 3",
                "UPDATE purchases SET customer_id = 1009 WHERE id = 4",
                "DELETE FROM purchases WHERE id = 1");

        assertThat(verdicts(application, JobKind.CHECKSUM)).containsExactly("clients DIVERGED", "purchases DIVERGED");

        assertThat(found(application))
                .containsExactly(
                        "clients " + EXTRA_IN_TARGET + " 5 AUTO_CORRECTED",
                        "clients " + FIELD_MISMATCH + " 1 AUTO_CORRECTED",
                        "purchases " + FIELD_MISMATCH + " 3 AUTO_CORRECTED",
                        "purchases " + FIELD_MISMATCH + " 4 AUTO_CORRECTED",
                        "purchases " + MISSING_IN_TARGET + " 1 AUTO_CORRECTED");
        assertThat(clients()).isEqualTo(clients);
        assertThat(purchases()).isEqualTo(purchases);
        requireEqual(application);
    }

    /** A row whose id has no entry is counted, named and left alone; a reference to it is a difference of the row that refers to it. */
    private void withoutEntry(Application application) {
        List<String> purchases = purchases();
        target.execute(
                "INSERT INTO clients VALUES (5000, 'unknown')", "UPDATE purchases SET customer_id = 5000 WHERE id = 2");

        assertThat(verdicts(application, JobKind.COUNT)).contains("clients DIVERGED");
        assertThat(Lab.run(application, JobKind.CHECKSUM).results())
                .extracting(result -> result.table().replaceFirst(".*[.]", "") + " " + result.verdict())
                .containsExactlyInAnyOrder("clients UNVERIFIABLE", "purchases DIVERGED");
        assertThat(Lab.run(application, JobKind.CHECKSUM).results())
                .filteredOn(result -> result.table().endsWith("clients"))
                .extracting(RunResult::note)
                .singleElement()
                .asString()
                .contains("no entries for the keys of 1 rows of the target", "5000");

        assertThat(found(application))
                .filteredOn(found -> !found.contains("AUTO_CORRECTED"))
                .singleElement()
                .asString()
                .startsWith("clients COUNT_MISMATCH");
        assertThat(Lab.found(application, pipeline()))
                .filteredOn(found -> text(found).equals("purchases FIELD_MISMATCH 2 AUTO_CORRECTED"))
                .singleElement()
                .satisfies(found -> assertThat(found.toString()).contains("customer_id 5000 has no entry in "));
        assertThat(purchases()).isEqualTo(purchases);
        assertThat(clients()).contains("5000 unknown").hasSize(5);
    }

    @Test
    void lookupTablesThatAreNotOneToOneAreRefused() throws IOException {
        target.execute("CREATE TABLE loose (old_id int NOT NULL PRIMARY KEY, new_id bigint NOT NULL)");
        ReconcilerConfig config = config("{lookupTable: {table: loose, source: old_id, target: new_id}}");

        assertThatThrownBy(() -> Application.open(config, RunListener.NONE))
                .hasMessageContaining("column new_id of lookup table ")
                .hasMessageContaining("loose is nullable or has no unique index of its own, so two keys could be one");
    }

    @Test
    void missingLookupTableIsRefused() throws IOException {
        ReconcilerConfig config = config("{lookupTable: {table: absent, source: old_id, target: new_id}}");

        assertThatThrownBy(() -> Application.open(config, RunListener.NONE))
                .hasMessageContaining("absent does not exist in the target, or the role may not see it: create it");
    }
}
