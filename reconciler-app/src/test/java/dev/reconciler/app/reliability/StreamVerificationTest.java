package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.recheck.CandidateTurn;
import dev.reconciler.run.stream.StreamListener;
import dev.reconciler.run.stream.StreamVerification;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.NotCaughtUpException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stream's changes are compared in the target soon after, without any job. The tests drive the ticks. */
@Tag("system")
class StreamVerificationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AUTO = """
            correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto, EXTRA_IN_TARGET: auto, FIELD_MISMATCH: auto}, breaker: {rows: 100, percent: 100}}
            """;

    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong suspected = new AtomicLong();

    private final StreamListener counts = new StreamListener() {
        @Override
        public void checked(int keys) {
            checked.addAndGet(keys);
        }

        @Override
        public void suspected(int keys) {
            suspected.addAndGet(keys);
        }
    };

    private static void applied(Lab lab, long transactions) {
        await().atMost(PATIENCE).until(() -> lab.applied() >= transactions);
    }

    private static long number(Lab lab, String sql) {
        return (Long) lab.target.query("shop", sql).get(0).get("n");
    }

    private static long noted(Lab lab) {
        return number(lab, "SELECT count(*) AS n FROM reconciler.dirty_key");
    }

    private static List<String> found(Application application) {
        return Lab.found(application).stream()
                .map(d -> d.type() + " " + d.place().table() + " "
                        + RowKey.decode(d.place().subject()) + " " + d.state())
                .sorted()
                .toList();
    }

    @Test
    void rogueWritesAndLostOnesAreFoundAndRepairedWithoutAnyJob() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            // The target drops one row but reports success to the applier.
            lab.target.execute("shop", """
                    CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN DELETE FROM lines WHERE order_id = NEW.order_id AND line_no = NEW.line_no; RETURN NULL; END $$""", """
                    CREATE TRIGGER swallow AFTER INSERT ON lines FOR EACH ROW WHEN (NEW.line_no = 7)
                    EXECUTE FUNCTION swallow()""");
            try (Application application = Application.open(lab.config("live", AUTO), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                StreamVerification verification = application.streamVerification(counts);
                lab.source.execute(
                        "shop",
                        "UPDATE accounts SET name = 'right' WHERE id = 1",
                        "UPDATE accounts SET name = 'right' WHERE id = 2",
                        "INSERT INTO accounts VALUES (21, 't0', 'new', 0, 1), (22, 't0', 'new', 0, 1)",
                        "DELETE FROM accounts WHERE id = 21",
                        "INSERT INTO lines VALUES (1000001, 7, 't1', 1, 1, 1)");
                applied(lab, 5);
                assertThat(stream.isRunning()).isTrue();
                lab.target.execute(
                        "shop",
                        "UPDATE accounts SET name = 'rogue' WHERE id = 2",
                        "DELETE FROM accounts WHERE id = 22",
                        "INSERT INTO accounts VALUES (21, 't0', 'revived', 0, 1)",
                        "DROP TRIGGER swallow ON lines");

                verification.tick();
                assertThat(checked).hasValue(6);
                assertThat(found(application))
                        .containsExactly(
                                "EXTRA_IN_TARGET public.accounts 21 AUTO_CORRECTED",
                                "FIELD_MISMATCH public.accounts 2 AUTO_CORRECTED",
                                "MISSING_IN_TARGET public.accounts 22 AUTO_CORRECTED",
                                "MISSING_IN_TARGET public.lines 1000001,7 AUTO_CORRECTED");
                verification.tick();
                assertThat(lab.differences()).isEmpty();
                assertThat(noted(lab)).isZero();
                assertThat(verification.status().waiting()).isZero();
                assertThat(verification.status().sequence()).isEqualTo(5);
                assertThat(Lab.found(application))
                        .extracting(each -> each.sightings().proof())
                        .allSatisfy(proof -> assertThat(proof.job()).isEqualTo("stream"));
            }
        }
    }

    @Test
    void suspectKeyIsProvenAndItsNoteRemoved() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            lab.target.execute("shop", "DELETE FROM lines WHERE order_id = 2000001");
            try (Application application = Application.open(lab.config("live", ""), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                StreamVerification verification = application.streamVerification(counts);
                assertThat(stream.isRunning()).isTrue();
                for (RowKey key : List.of(RowKey.of("2000001", "1"), RowKey.of("1000001", "1"))) {
                    lab.target.execute("shop", """
                            INSERT INTO reconciler.dirty_key (pipeline, table_id, key, reason, sequence)
                            VALUES ('lab', 'public.lines', '%s', 'an update found no row', 0)""".formatted(key.encoded()));
                }
                verification.tick();
                // The second line of that order is missing as well, without a note: only a checksum finds it.
                assertThat(found(application)).containsExactly("MISSING_IN_TARGET public.lines 2000001,1 IN_REVIEW");
                assertThat(noted(lab)).isZero();
            }
        }
    }

    /**
     * As after a lost slot: the target lacks the order, so the applier can't write its lines, and meanwhile the source has
     * deleted the order too.
     */
    @Test
    void parkedEventsOfEqualRowsAreDiscardedAndTheRestStays() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            lab.target.execute(
                    "shop",
                    "DELETE FROM lines WHERE order_id IN (2000001, 3000001)",
                    "DELETE FROM orders WHERE id IN (2000001, 3000001)");
            try (Application application = Application.open(lab.config("live", ""), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                StreamVerification verification = application.streamVerification(counts);
                assertThat(stream.isRunning()).isTrue();
                lab.source.execute(
                        "shop",
                        "INSERT INTO lines VALUES (2000001, 7, 't2', 1, 1, 1), (3000001, 7, 't0', 1, 1, 1)",
                        "DELETE FROM lines WHERE order_id = 2000001",
                        "DELETE FROM orders WHERE id = 2000001");
                applied(lab, 3);
                assertThat(lab.parkedEvents()).hasSize(3);

                assertThat(application.parked().retryAll().applied()).isZero();
                assertThat(noted(lab)).isEqualTo(2);
                verification.tick();

                assertThat(lab.parkedEvents())
                        .extracting(event -> event.get("key"))
                        .containsExactly(RowKey.of("3000001", "7").encoded());
                assertThat(found(application)).containsExactly("APPLY_FAILURE public.lines 3000001,7 OPEN");
                assertThat(noted(lab)).isZero();
                // The key is free again: what comes next is applied.
                lab.source.execute(
                        "shop",
                        "INSERT INTO orders VALUES (2000001, 't2', 2, 'again', NULL, 2)",
                        "INSERT INTO lines VALUES (2000001, 7, 't2', 5, 1, 2)");
                applied(lab, 5);
                assertThat(lab.target.query("shop", "SELECT quantity FROM lines WHERE order_id = 2000001"))
                        .hasSize(1);
            }
        }
    }

    /** The source is unreachable when the suspect is found, and the process ends: another process proves it. */
    @Test
    void aSuspectOutlivesTheProcessThatFoundIt() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            try (Application application =
                            Application.open(lab.config("live", "windows: {openTimeout: 500ms}"), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                StreamVerification verification = application.streamVerification(counts);
                lab.source.execute("shop", "UPDATE accounts SET name = 'right' WHERE id = 3");
                applied(lab, 1);
                lab.target.execute("shop", "UPDATE accounts SET name = 'rogue' WHERE id = 3");
                stream.pause();
                lab.source.execute("shop", "UPDATE accounts SET name = 'later' WHERE id = 4");
                assertThatThrownBy(verification::tick).isInstanceOf(NotCaughtUpException.class);
                assertThat(verification.status().sequence()).isEqualTo(1);
                assertThat(Lab.found(application)).isEmpty();
            }
            try (Application application = Application.open(lab.config("live", ""), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                assertThat(stream.isRunning()).isTrue();
                StreamVerification verification = application.streamVerification(counts);
                verification.tick();
                assertThat(found(application)).containsExactly("FIELD_MISMATCH public.accounts 3 IN_REVIEW");
                assertThat(noted(lab)).isZero();
            }
        }
    }

    /**
     * Hot accounts, lines that get another key, orders that are deleted and inserted again, values stored out of line that events
     * lack.
     */
    @Test
    void everyChangeIsComparedUnderLoadWithoutFalseAlarm() throws Exception {
        try (Lab lab = new Lab()) {
            lab.fillBoth(500, 3);
            lab.source.execute("shop", """
                    INSERT INTO orders SELECT 800000000 + i, 't0', 1, 'wide', (
                      SELECT string_agg(md5(i || ':' || n), '') FROM generate_series(1, 400) n), 1
                    FROM generate_series(1, 20) i""");
            lab.target.execute("shop", "DELETE FROM lines; DELETE FROM orders; DELETE FROM accounts");
            try (Application application = Application.open(
                            lab.config("backfill", "verification: {stream: {keysPerSecond: 100000}}"),
                            RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                assertThat(Lab.run(application, JobKind.BACKFILL).verdict()).hasValue(Verdict.AGREED);
                StreamVerification verification = application.streamVerification(counts);
                long from = lab.applied();
                try (Load load = new Load(lab.source, 500, 3, 11)) {
                    while (load.committed() < 3_000) {
                        lab.source.execute(
                                "shop",
                                "UPDATE orders SET version = version + 1 WHERE id = "
                                        + (800_000_001 + load.committed() % 20));
                        verification.tick();
                        assertThat(found(application)).isEmpty();
                    }
                }
                await().atMost(PATIENCE).until(lab::isEqual);
                while (verification.tick() || verification.status().sequence() < lab.applied()) {
                    assertThat(stream.isRunning()).isTrue();
                }
                verification.tick();
                assertThat(found(application)).isEmpty();
                assertThat(noted(lab)).isZero();
                assertThat(checked.get()).isGreaterThan(lab.applied() - from);
                assertThat(suspected.get()).isPositive();
                application
                        .pipeline()
                        .target()
                        .pruning()
                        .prune(application.pipeline().source().probe());
                assertThat(number(lab, "SELECT count(*) AS n FROM reconciler.ledger"))
                        .isLessThan(5);
                System.out.printf(
                        "%d transactions, %d changes compared, %d proven in windows%n",
                        lab.applied() - from, checked.get(), suspected.get());
            }
        }
    }

    /**
     * Applications write the target: a change is compared after the settle time, and a difference is confirmed by two readings.
     */
    @Test
    void inModeObserveAWriteThatFailedIsFoundAndOneThatIsLateIsNot() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            DualWriter writer = new DualWriter(lab);
            String observe = "mode: observe\nobserve: {settle: 400ms}\n";
            try (Application application = Application.open(lab.config("live", observe), RunListener.NONE);
                    Streaming stream = Lab.stream(application)) {
                StreamVerification verification = application.streamVerification(counts);
                CandidateTurn confirm = application.runService().candidateTurn().orElseThrow();
                writer.write("UPDATE accounts SET balance = 7 WHERE id = 1", () -> {
                    applied(lab, 1);
                    verification.tick();
                });
                writer.fail("UPDATE accounts SET balance = 8 WHERE id = 2");
                writer.write("UPDATE accounts SET balance = 9 WHERE id = 3");
                await().atMost(PATIENCE).until(() -> {
                    verification.tick();
                    confirm.run();
                    return stream.isRunning() && !Lab.found(application).isEmpty();
                });
                assertThat(found(application)).containsExactly("FIELD_MISMATCH public.accounts 2 IN_REVIEW");
                assertThat(checked).hasValue(3);
                assertThat(suspected).hasValue(1);
                assertThat(noted(lab)).isZero();
            }
        }
    }

    @Test
    void daemonDrivesStreamVerificationAndItPinsNothingWhenSwitchedOff() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            try (Daemon daemon = daemon(lab, "")) {
                lab.source.execute("shop", "UPDATE accounts SET name = 'right' WHERE id = 5");
                applied(lab, 1);
                lab.target.execute("shop", "UPDATE accounts SET name = 'rogue' WHERE id = 5");
                lab.source.execute("shop", "UPDATE accounts SET balance = 1 WHERE id = 5");
                await().atMost(PATIENCE).until(() -> checked.get() >= 2);
                // The wrong row is found, and no other, regardless of the order of the second change and the rogue one.
                await().atMost(PATIENCE).until(() -> noted(lab) == 0);
                assertThat(Lab.found(daemon.application()))
                        .allSatisfy(d -> assertThat(d.state()).isEqualTo(DiscrepancyState.IN_REVIEW));
            }
            assertThat(number(lab, "SELECT count(*) AS n FROM reconciler.ledger_reader"))
                    .isEqualTo(1);
            try (Daemon daemon = daemon(lab, "verification: {stream: {enabled: false}}")) {
                assertThat(daemon.streaming().isRunning()).isTrue();
                assertThat(number(lab, "SELECT count(*) AS n FROM reconciler.ledger_reader"))
                        .isZero();
            }
        }
    }

    private Daemon daemon(Lab lab, String more) {
        return Daemon.start(
                lab.config("live", more), false, RunListener.NONE, ApplyListener.NONE, counts, ApplyHooks.NONE);
    }
}
