package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.recheck.CandidateTurn;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode observe with applications that write both sides: writes in progress are no drift, failed writes are found. */
@Tag("system")
class ObserveModeTest {
    private static final String OBSERVE = "mode: observe\nobserve: {settle: 300ms}\n";

    /** Records every write to a user table of the target. */
    private static final String WITNESS = """
        CREATE TABLE witness (what text);
        CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO witness VALUES (TG_OP || ' ' || TG_TABLE_NAME || ' by ' || current_user);
            RETURN NULL;
        END $$;
        CREATE TRIGGER w AFTER INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION witness();
        CREATE TRIGGER w AFTER INSERT OR UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION witness();
        CREATE TRIGGER w AFTER INSERT OR UPDATE OR DELETE ON lines FOR EACH ROW EXECUTE FUNCTION witness()\
        """;

    private final Lab lab = new Lab();
    private final Deque<Runnable> atSource = new ArrayDeque<>();
    private final Deque<Runnable> atTarget = new ArrayDeque<>();

    @BeforeEach
    void fill() {
        lab.fillBoth(10, 2);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** Executes an action between a window's source and target snapshots, or after both; one for each window. */
    private WindowListener windows() {
        return new WindowListener() {
            @Override
            public void highNoted() {
                Runnable next = atSource.poll();
                if (next != null) {
                    next.run();
                }
            }

            @Override
            public void opened(Window window) {
                Runnable next = atTarget.poll();
                if (next != null) {
                    next.run();
                }
            }
        };
    }

    private Application open(String more) {
        return Application.open(lab.config("live", OBSERVE + more), RunListener.NONE, windows());
    }

    private static List<String> found(Application application) {
        return Lab.found(application).stream()
                .map(d -> d.type() + " " + d.place().table() + " "
                        + RowKey.decode(d.place().subject()))
                .sorted()
                .toList();
    }

    @Test
    void writeInFlightIsNotReportedAndAFailedOneIs() {
        DualWriter writer = new DualWriter(lab);
        try (Application application = open("");
                Streaming stream = Lab.stream(application)) {
            assertThat(Lab.checksum(application).verdict()).hasValue(Verdict.AGREED);

            // The source is written before the window, the target only once both snapshots exist: they differ.
            String write = "UPDATE accounts SET balance = 7, version = 2 WHERE id = 1";
            lab.source.execute("shop", write);
            atTarget.add(() -> lab.target.execute("shop", write));
            Finished gap = Lab.checksum(application);
            assertThat(gap.verdict()).as("%s", gap).hasValue(Verdict.AGREED);
            assertThat(found(application)).isEmpty();

            writer.fail("UPDATE accounts SET balance = 8 WHERE id = 2");
            writer.fail("INSERT INTO accounts VALUES (11, 't1', 'new', 1, 1)");
            writer.fail("DELETE FROM lines WHERE order_id = 3000001 AND line_no = 2");
            writer.write("UPDATE accounts SET balance = 9 WHERE id = 3");
            Finished failed = Lab.checksum(application);
            assertThat(failed.verdict()).as("%s", failed).hasValue(Verdict.DIVERGED);
            assertThat(found(application))
                    .containsExactly(
                            "EXTRA_IN_TARGET public.lines 3000001,2",
                            "FIELD_MISMATCH public.accounts 2",
                            "MISSING_IN_TARGET public.accounts 11");
            assertThat(failed.results().stream()
                            .mapToLong(r -> r.discrepancies())
                            .sum())
                    .isEqualTo(3);

            // The applications repair it themselves: healed at the next reading.
            lab.target.execute(
                    "shop",
                    "UPDATE accounts SET balance = 8 WHERE id = 2",
                    "INSERT INTO accounts VALUES (11, 't1', 'new', 1, 1)",
                    "DELETE FROM lines WHERE order_id = 3000001 AND line_no = 2");
            assertThat(Lab.checksum(application).verdict()).hasValue(Verdict.AGREED);
            assertThat(Lab.found(application)).extracting(Discrepancy::state).containsOnly(DiscrepancyState.HEALED);
        }
    }

    @Test
    void onlyCorrectionsWriteUserTables() {
        lab.target.execute("shop", WITNESS);
        DualWriter writer = new DualWriter(lab);
        try (Application application = open(
                        "correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto, FIELD_MISMATCH: auto}, breaker:"
                                + " {percent: 100}}");
                Streaming stream = Lab.stream(application)) {
            lab.source.execute("shop", "UPDATE accounts SET version = 5 WHERE id = 4");
            lab.source.execute("shop", "DELETE FROM lines WHERE order_id = 1000001");
            assertThat(Lab.checksum(application).verdict()).hasValue(Verdict.DIVERGED);

            assertThat(lab.target.query("shop", "SELECT what FROM witness").toString())
                    .isEqualTo("[{what=UPDATE accounts by postgres}]");
            assertThat(found(application)).hasSize(3);
            assertThat(Lab.run(application, JobKind.COUNT).verdict()).hasValue(Verdict.DIVERGED);
            assertThat(found(application)).hasSize(3);
            writer.write("UPDATE accounts SET version = 6 WHERE id = 4");
            assertThat(lab.target.query("shop", "SELECT what FROM witness")).hasSize(2);
            assertThat(lab.parkedEvents()).isEmpty();
        }
    }

    @Test
    void targetFirstWritersAndShortLivedKeysAreNotReported() {
        DualWriter targetFirst = new DualWriter(lab.target, lab.source);
        try (Application application = open("");
                Streaming stream = Lab.stream(application)) {
            // A window between both writes of an insert, a deletion and an update.
            List<String> writes = List.of(
                    "INSERT INTO accounts VALUES (12, 't1', 'new', 1, 1)",
                    "UPDATE accounts SET balance = 3 WHERE id = 12",
                    "DELETE FROM accounts WHERE id = 12");
            for (String write : writes) {
                lab.target.execute("shop", write);
                atTarget.add(() -> lab.source.execute("shop", write));
                Finished gap = Lab.checksum(application);
                assertThat(gap.verdict()).as("%s: %s", write, gap).hasValue(Verdict.AGREED);
            }
            // Only the source has it in the first window, and it is deleted before the second one.
            lab.source.execute("shop", "INSERT INTO accounts VALUES (13, 't1', 'short', 1, 1)");
            atSource.add(() -> {});
            atSource.add(() -> lab.source.execute("shop", "DELETE FROM accounts WHERE id = 13"));
            Finished gone = Lab.checksum(application);
            assertThat(gone.verdict()).as("%s", gone).hasValue(Verdict.AGREED);
            targetFirst.write("UPDATE accounts SET balance = 4 WHERE id = 1");
            assertThat(Lab.checksum(application).verdict()).hasValue(Verdict.AGREED);
            assertThat(found(application)).isEmpty();
        }
    }

    @Test
    void rowThatKeepsChangingIsInFlightAndNotReported() {
        AtomicInteger version = new AtomicInteger(10);
        Runnable restless = () -> lab.target.execute(
                "shop", "UPDATE accounts SET version = " + version.incrementAndGet() + " WHERE id = 5");
        try (Application application = open("");
                Streaming stream = Lab.stream(application)) {
            restless.run();
            for (int window = 0; window < 7; window++) {
                atTarget.add(restless);
            }
            Finished finished = Lab.checksum(application);
            assertThat(finished.verdict()).hasValue(Verdict.UNVERIFIABLE);
            RunResult unproven = finished.results().stream()
                    .filter(r -> r.table().equals("public.accounts")
                            && r.tenant().value().equals("t2"))
                    .findFirst()
                    .orElseThrow();
            assertThat(unproven.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
            assertThat(unproven.note()).startsWith("1 keys in flight, the oldest for ");
            assertThat(found(application)).isEmpty();
            assertThat(application
                            .stores()
                            .verified()
                            .candidates()
                            .inFlight()
                            .get(0)
                            .rows())
                    .isEqualTo(1);

            // After a restart it is still a candidate, and as the row no longer changes, the daemon's next reading
            // confirms it.
        }
        try (Application application = open("");
                Streaming stream = Lab.stream(application)) {
            assertThat(application
                            .stores()
                            .verified()
                            .candidates()
                            .inFlight()
                            .get(0)
                            .changes())
                    .isGreaterThan(3);
            CandidateTurn turn = application.runService().candidateTurn().orElseThrow();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                turn.run();
                return !found(application).isEmpty();
            });
            assertThat(found(application)).containsExactly("FIELD_MISMATCH public.accounts 5");
            assertThat(application.stores().verified().candidates().inFlight()).isEmpty();
        }
    }

    @Test
    void rewriteWithEqualContentCountsAsAChange() {
        Runnable rewrite = () -> lab.target.execute("shop", "UPDATE accounts SET balance = 55 WHERE id = 6");
        try (Application application = open("");
                Streaming stream = Lab.stream(application)) {
            rewrite.run();
            for (int window = 0; window < 7; window++) {
                atTarget.add(rewrite);
            }
            Lab.checksum(application);
            assertThat(found(application))
                    .as("each reading saw the same content, written by another transaction")
                    .isEmpty();
            assertThat(Lab.checksum(application).verdict()).hasValue(Verdict.DIVERGED);
        }
    }

    private static final String RULE = """
        rule: balances
        description: What all accounts hold is the same on both sides.
        table: public.accounts
        action: block
        compare:
          source: SELECT tenant_id AS tenant, sum(balance) AS total FROM accounts WHERE tenant_id = :tenant GROUP BY 1
          target: SELECT tenant_id AS tenant, sum(balance) AS total FROM accounts WHERE tenant_id = :tenant GROUP BY 1
          key: [tenant]
          values: {total: 0}
        """;

    @Test
    void ruleViolationIsReportedOnlyIfItsRowsStayTheSame(@TempDir Path rules) throws Exception {
        Files.writeString(rules.resolve("balances.yaml"), RULE);
        AtomicInteger balance = new AtomicInteger(100);
        Runnable restless = () -> lab.target.execute(
                "shop", "UPDATE accounts SET balance = " + balance.incrementAndGet() + " WHERE id = 5");
        try (Application application = open("rules: {directory: " + rules + "}");
                Streaming stream = Lab.stream(application)) {
            String write = "UPDATE accounts SET balance = 7 WHERE id = 1";
            lab.source.execute("shop", write);
            atTarget.add(() -> lab.target.execute("shop", write));
            Finished gap = Lab.run(application, JobKind.RULES);
            assertThat(gap.verdict()).as("%s", gap).hasValue(Verdict.AGREED);

            restless.run();
            for (int window = 0; window < 12; window++) {
                atTarget.add(restless);
            }
            Finished changing = Lab.run(application, JobKind.RULES);
            assertThat(changing.results())
                    .filteredOn(r -> r.tenant().value().equals("t2"))
                    .singleElement()
                    .satisfies(r -> {
                        assertThat(r.verdict()).isEqualTo(Verdict.UNVERIFIABLE);
                        assertThat(r.note()).contains("different rows violated the rule");
                    });
            assertThat(Lab.found(application)).isEmpty();

            atTarget.clear();
            Finished rested = Lab.run(application, JobKind.RULES);
            assertThat(rested.verdict()).as("%s", rested).hasValue(Verdict.DIVERGED);
            assertThat(Lab.found(application))
                    .extracting(d -> d.type() + " " + d.place().tenant() + " "
                            + d.place().subject())
                    .containsExactly("RULE_VIOLATION t2 balances/tenant=t2");

            lab.target.execute("shop", "UPDATE accounts SET balance = 100 WHERE id = 5");
            assertThat(Lab.run(application, JobKind.RULES).verdict()).hasValue(Verdict.AGREED);
            assertThat(Lab.found(application)).extracting(Discrepancy::state).containsOnly(DiscrepancyState.HEALED);
        }
    }

    @Test
    void backfillIsRefusedInModeObserve() {
        try (Application application = open("")) {
            assertThatThrownBy(() -> application.runService().start(RunRequest.all(JobKind.BACKFILL, "test")))
                    .hasMessageContaining("no job backfill");
        }
    }
}
