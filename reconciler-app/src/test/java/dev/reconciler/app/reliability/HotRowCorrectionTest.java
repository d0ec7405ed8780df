package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.run.RunListener;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Corrections of rows that the stream is changing at the same time. */
@Tag("system")
class HotRowCorrectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ACCOUNTS = 40;
    private static final int ENOUGH = 3;
    /** Many more rounds than required, even if the stream overwrites the changes fast. */
    private static final int ROUNDS = 1_000;

    /** Records each change of the target that replaces a newer version by an older one. */
    private static final String WITNESS = """
            CREATE TABLE overwritten (id int, old bigint, new bigint);
            CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO overwritten VALUES (OLD.id, OLD.version, NEW.version);
                RETURN NULL;
            END $$;
            CREATE TRIGGER witness AFTER UPDATE ON accounts FOR EACH ROW
                WHEN (NEW.version < OLD.version) EXECUTE FUNCTION witness()""";

    @Test
    void aCorrectionNeverPutsAnOlderVersionInThePlaceOfANewerOne() throws Exception {
        AtomicInteger corrected = new AtomicInteger();
        RunListener listener = new RunListener() {
            @Override
            public void corrected(String table, String kind) {
                corrected.incrementAndGet();
            }
        };
        try (Lab lab = new Lab()) {
            lab.fillBoth(ACCOUNTS, 3);
            lab.target.execute("shop", WITNESS);
            try (Application application = Application.open(
                            lab.config(
                                    "live",
                                    "correction: {dryRun: false, policy: {FIELD_MISMATCH: auto}, breaker: {rows: 1000, percent: 100}}"),
                            listener);
                    Streaming stream = Lab.stream(application)) {
                int rounds = 0;
                try (Load load = new Load(lab.source, ACCOUNTS, 2, 11, Duration.ofMillis(5))) {
                    // Rogue changes of hot and of colder rows; some are overwritten by the stream before a window sees
                    // them.
                    while (corrected.get() < ENOUGH) {
                        assertThat(rounds++)
                                .as("rounds for %s corrections", corrected)
                                .isLessThan(ROUNDS);
                        lab.target.execute(
                                "shop",
                                "UPDATE accounts SET name = 'rogue ' || " + rounds + " WHERE id % 4 = " + rounds % 4);
                        assertThat(Lab.checksum(application).verdict()).isPresent();
                    }
                }
                await().atMost(PATIENCE)
                        .until(() -> Lab.checksum(application).verdict().orElseThrow() == Verdict.AGREED);
                await().atMost(PATIENCE).until(lab::isEqual);
                assertThat(lab.target.query("shop", "SELECT * FROM overwritten"))
                        .isEmpty();
                System.out.printf("corrected %d rows beside the stream in %d rounds%n", corrected.get(), rounds);
            }
        }
    }
}
