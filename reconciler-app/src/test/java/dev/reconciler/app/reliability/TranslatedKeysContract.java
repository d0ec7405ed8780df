package dev.reconciler.app.reliability;

import static dev.reconciler.discrepancy.DiscrepancyType.EXTRA_IN_TARGET;
import static dev.reconciler.discrepancy.DiscrepancyType.FIELD_MISMATCH;
import static dev.reconciler.discrepancy.DiscrepancyType.MISSING_IN_TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.correction.CorrectionOutcome.Result;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.review.Decision;
import dev.reconciler.review.DecisionRefusedException;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The target gives clients new ids, by its table {@code client_ids}; purchases refer to them. New ids descend where old ones ascend. */
abstract class TranslatedKeysContract extends PairOfDatabases {
    private static final String LOOKUP = "{lookupTable: {table: client_ids, source: old_id, target: new_id}}";

    private static final String ENTRIES =
            "INSERT INTO client_ids VALUES (1, 1009), (2, 1008), (3, 1007), (8, 1002), (9, 1001)";

    /** Drops the unique index of the new ids. */
    abstract String dropUniqueIndex();

    @BeforeEach
    void create() {
        source.execute(
                "CREATE TABLE clients (id int PRIMARY KEY, name varchar(20) NOT NULL)",
                "INSERT INTO clients VALUES (1, 'one'), (2, 'two'), (3, 'three')",
                "CREATE TABLE purchases (id int PRIMARY KEY, customer_id int NULL)",
                "INSERT INTO purchases VALUES (1, 1), (2, NULL), (3, 2)");
        target.execute(
                "CREATE TABLE client_ids (old_id int NOT NULL PRIMARY KEY, new_id bigint NOT NULL)",
                "CREATE UNIQUE INDEX new_ids ON client_ids (new_id)",
                ENTRIES,
                "CREATE TABLE clients (id bigint PRIMARY KEY, name varchar(20) NOT NULL)",
                "CREATE TABLE purchases (id int PRIMARY KEY, customer_id bigint NULL,"
                        + " FOREIGN KEY (customer_id) REFERENCES clients (id))");
    }

    private ReconcilerConfig translated(String lookup, String... more) {
        String counts =
                "SELECT coalesce(customer_id, 0) AS customer, count(*) AS number FROM purchases GROUP BY coalesce(customer_id, 0)";
        return config(
                pipeline(),
                """
                - {source: clients, tenant: none, columns: {id: {transform: %s}}}
                - {source: purchases, tenant: none, columns: {customer_id: {transform: %s}}}
                """.formatted(lookup, lookup),
                rule("purchases", "customer", "number", counts, counts),
                String.join("\n", more));
    }

    private List<String> clients() {
        return targetRows("SELECT id, name FROM clients ORDER BY id DESC");
    }

    private List<String> purchases() {
        return targetRows("SELECT id, customer_id FROM purchases ORDER BY id");
    }

    private static void requireEqual(Application application) {
        requireAgreed(application, JobKind.COUNT, JobKind.CHECKSUM, JobKind.SAMPLE, JobKind.INCREMENTAL, JobKind.RULES);
    }

    @Test
    void keysAndReferencesAreComparedAndWrittenThroughTheLookupTable() {
        try (Application application = Application.open(translated(LOOKUP, AUTO), RunListener.NONE);
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
        assertThat(verdicts(application, JobKind.CHECKSUM))
                .containsExactly("clients UNVERIFIABLE", "purchases DIVERGED");
        assertThat(notes(application, JobKind.CHECKSUM, "clients"))
                .contains("no entry for the key of 1 row of the target, which stores it as 5000: add the entry");

        String run = Lab.run(application, JobKind.CHECKSUM).run().id();
        target.execute(
                "DELETE FROM reconciler.run_result WHERE run = '" + run + "'",
                "UPDATE reconciler.run SET state = 'INTERRUPTED' WHERE id = '" + run + "'");
        assertThat(verdicts(application, JobKind.CHECKSUM))
                .as("a resumed run asks again for rows without a key")
                .contains("clients UNVERIFIABLE");

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
    void changedEntriesNeverCauseAWriteToTheRowOfAnotherKey() {
        AtomicBoolean truncating = new AtomicBoolean();
        WindowListener windows = new WindowListener() {
            @Override
            public void opened(Window window) {
                if (truncating.getAndSet(false)) {
                    target.execute("TRUNCATE TABLE client_ids", ENTRIES);
                }
            }
        };
        try (Application application = Application.open(translated(LOOKUP, AUTO), RunListener.NONE, windows);
                Streaming stream = Lab.stream(application)) {
            StreamVerification follower = application.streamVerification(StreamListener.NONE);
            Lab.run(application, JobKind.BACKFILL);
            assertThat(follower.tick()).as("nothing more to compare").isFalse();
            truncating.set(true);
            assertThat(verdicts(application, JobKind.CHECKSUM))
                    .as("an open snapshot no longer shows the entries")
                    .containsExactly("clients AGREED", "purchases AGREED");
            assertThat(truncating).isFalse();
            assertThat(found(application)).isEmpty();

            removed(application);
            moved(application);
            exchanged(application);
            shared(application);
        }
    }

    private void removed(Application application) {
        target.execute("DELETE FROM client_ids WHERE old_id = 3");
        source.execute("UPDATE clients SET name = 'third' WHERE id = 3");
        await().atMost(PATIENCE).until(() -> application.parked().count() == 1);
        assertThat(notes(application, JobKind.CHECKSUM, "clients")).contains("1 row of the target", "as 1007");
        assertThat(verdicts(application, JobKind.INCREMENTAL)).contains("clients DIVERGED");
        assertThat(clients()).containsExactly("1009 one", "1008 two", "1007 three");

        target.execute("INSERT INTO client_ids VALUES (3, 1007)");
        application.parked().retryAll();
        assertThat(clients()).containsExactly("1009 one", "1008 two", "1007 third");
        requireEqual(application);
        assertThat(Lab.found(application, pipeline())).isNotEmpty().noneMatch(found -> found.state()
                .isOpen());
    }

    /** The row of the old entry stays, and has no verdict until an operator decides about it. */
    private void moved(Application application) {
        target.execute("UPDATE client_ids SET new_id = 2000 WHERE old_id = 3");
        assertThat(verdicts(application, JobKind.CHECKSUM)).contains("clients DIVERGED");
        assertThat(clients()).containsExactly("2000 third", "1009 one", "1008 two", "1007 third");
        assertThat(verdicts(application, JobKind.INCREMENTAL))
                .as("a row without a key is no verified row")
                .containsExactly("clients UNVERIFIABLE", "purchases AGREED");
        target.execute("DELETE FROM clients WHERE id = 1007");
        requireEqual(application);
    }

    private void exchanged(Application application) {
        target.execute(
                "UPDATE client_ids SET new_id = 1 WHERE old_id = 1",
                "UPDATE client_ids SET new_id = 1009 WHERE old_id = 2",
                "UPDATE client_ids SET new_id = 1008 WHERE old_id = 1");
        assertThat(verdicts(application, JobKind.CHECKSUM)).containsExactly("clients DIVERGED", "purchases DIVERGED");
        assertThat(clients()).containsExactly("2000 third", "1009 two", "1008 one");
        assertThat(purchases()).containsExactly("1 1008", "2 null", "3 1009");
        requireEqual(application);
    }

    /** Two old ids have one new id, after an application has dropped the unique index. */
    private void shared(Application application) {
        target.execute(dropUniqueIndex(), "UPDATE client_ids SET new_id = 1008 WHERE old_id = 2");
        source.execute("UPDATE clients SET name = 'second' WHERE id = 2");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(application.parked().list("", 10))
                        .extracting(ParkedEvent::error)
                        .singleElement()
                        .asString()
                        .contains("value 2 has several entries, or another value has the same one"));
        assertThat(verdicts(application, JobKind.CHECKSUM)).doesNotContain("clients AGREED");
        assertThat(clients()).containsExactly("2000 third", "1009 two", "1008 one");

        target.execute("UPDATE client_ids SET new_id = 1009 WHERE old_id = 2");
        application.parked().retryAll();
        assertThat(clients()).containsExactly("2000 third", "1009 second", "1008 one");
        requireEqual(application);
    }

    @Test
    void peopleAndTheCanaryWriteByTheLookupTable() {
        source.execute("INSERT INTO clients VALUES (901, 'canary one'), (902, 'canary two')");
        target.execute("INSERT INTO client_ids VALUES (901, 901001), (902, 901002), (950, 901003)");
        ReconcilerConfig config = translated(
                LOOKUP,
                "canary: {table: clients, keys: {from: [900], to: [1000]}, extraKey: [950]}",
                "correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto, FIELD_MISMATCH: review}, breaker: {percent: 100}}");
        try (Application application = Application.open(config, RunListener.NONE);
                Streaming stream = Lab.stream(application)) {
            Lab.run(application, JobKind.BACKFILL);
            canary(application);
            review(application);
            undo(application);
        }
    }

    private void canary(Application application) {
        List<String> before = clients();
        assertThat(Lab.run(application, JobKind.CANARY).results())
                .singleElement()
                .satisfies(
                        result -> assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.AGREED));
        assertThat(clients()).isEqualTo(before);
        requireEqual(application);
    }

    private void review(Application application) {
        target.execute("UPDATE purchases SET customer_id = 1007 WHERE id = 3");
        Lab.run(application, JobKind.CHECKSUM);
        Discrepancy item = open(application);

        assertThatThrownBy(() -> decide(application, item, edit("x"))).isInstanceOf(DecisionRefusedException.class);
        assertThat(decide(application, item, edit("77")))
                .satisfies(outcome -> assertThat(outcome.result()).isEqualTo(Result.REFUSED))
                .satisfies(outcome -> assertThat(outcome.reason()).contains("value 77 has no entry in lookup table"));
        assertThat(purchases()).contains("3 1007");
        assertThat(decide(application, item, edit("1")).result()).isEqualTo(Result.CORRECTED);
        assertThat(purchases()).containsExactly("1 1009", "2 null", "3 1009");

        assertThat(undoLast(application).result()).isEqualTo(Result.CORRECTED);
        assertThat(purchases()).containsExactly("1 1009", "2 null", "3 1007");
        assertThat(decide(application, open(application), new Decision.ApplySource(""))
                        .result())
                .isEqualTo(Result.CORRECTED);
        requireEqual(application);
    }

    private void undo(Application application) {
        target.execute("DELETE FROM purchases WHERE id = 1");
        Lab.run(application, JobKind.CHECKSUM);
        assertThat(purchases()).contains("1 1009");
        assertThat(undoLast(application).result()).isEqualTo(Result.CORRECTED);
        assertThat(purchases()).containsExactly("2 null", "3 1008");

        target.execute(
                "INSERT INTO clients VALUES (5000, 'no entry')",
                "UPDATE purchases SET customer_id = 5000 WHERE id = 2");
        Lab.run(application, JobKind.CHECKSUM);
        Discrepancy unknown = Lab.found(application, pipeline()).stream()
                .filter(found -> text(found).equals("purchases FIELD_MISMATCH 2 IN_REVIEW"))
                .findFirst()
                .orElseThrow();
        assertThat(decide(application, unknown, new Decision.ApplySource("")).result())
                .isEqualTo(Result.CORRECTED);
        assertThat(undoLast(application))
                .as("the old id of the row before is unknown")
                .satisfies(outcome -> assertThat(outcome.result()).isEqualTo(Result.REFUSED));
        assertThat(purchases()).containsExactly("2 null", "3 1008");
    }

    private Discrepancy open(Application application) {
        return Lab.found(application, pipeline()).stream()
                .filter(found -> found.state().isOpen())
                .findFirst()
                .orElseThrow();
    }

    private static Decision edit(String customer) {
        return new Decision.CustomFix(Map.of("customer_id", customer), "");
    }

    private static CorrectionOutcome decide(Application application, Discrepancy item, Decision decision) {
        int version = application
                .stores()
                .records()
                .discrepancies()
                .find(item.id())
                .orElseThrow()
                .lifecycle()
                .version();
        return Objects.requireNonNull(application
                .repairs()
                .reviews()
                .resolve(item.id(), version, "ann", decision)
                .correction());
    }

    private static CorrectionOutcome undoLast(Application application) {
        String last = application
                .stores()
                .records()
                .journal()
                .list("", new PageRequest(0, 1))
                .items()
                .get(0)
                .id();
        return application.repairs().undo().undo(last, "ann", "");
    }

    @Test
    void lookupTablesThatAreNotOneToOneAreRefused() {
        target.execute("CREATE TABLE loose (old_id int NOT NULL PRIMARY KEY, new_id bigint NOT NULL)");
        ReconcilerConfig config = translated("{lookupTable: {table: loose, source: old_id, target: new_id}}");

        assertThatThrownBy(() -> Application.open(config, RunListener.NONE))
                .hasMessageContaining("column new_id of lookup table ")
                .hasMessageContaining("loose is nullable or has no unique index of its own, so two keys could be one");
    }

    @Test
    void missingLookupTableIsRefused() {
        ReconcilerConfig config = translated("{lookupTable: {table: absent, source: old_id, target: new_id}}");

        assertThatThrownBy(() -> Application.open(config, RunListener.NONE))
                .hasMessageContaining("absent does not exist in the target, or the role may not see it: create it");
    }
}
