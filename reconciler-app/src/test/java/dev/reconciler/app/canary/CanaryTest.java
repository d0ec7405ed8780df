package dev.reconciler.app.canary;

import static dev.reconciler.app.canary.CanaryLab.reading;
import static dev.reconciler.app.canary.CanaryLab.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Application.Hooks;
import dev.reconciler.app.wiring.Daemon;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.verify.Verdict;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class CanaryTest {
    @TempDir
    private Path directory;

    private CanaryLab lab;

    @BeforeEach
    void open() {
        lab = new CanaryLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void plantsAreFoundByEveryJobAndRepairedInDryRunToo() {
        lab.with(CanaryLab.TENANT, Hooks.NONE, application -> {
            Finished canary = run(application, JobKind.CANARY);

            assertThat(canary.run().error()).isEmpty();
            assertThat(canary.verdict()).contains(Verdict.AGREED);
            assertThat(canary.results()).singleElement().satisfies(result -> {
                assertThat(result.table()).isEqualTo("public.customers");
                assertThat(result.tenant().value()).isEqualTo("canary");
                assertThat(result.sourceRows()).isEqualTo(3);
                assertThat(result.note())
                        .isEqualTo("every job found the planted differences; correction repaired them");
            });
            assertThat(lab.failures).isEmpty();
            assertThat(lab.isEqual()).isTrue();
            assertThat(lab.written()).containsExactly("customers 9001", "customers 9003", "customers 9009");
            assertThat(lab.query("SELECT id AS r FROM reconciler.canary_plant WHERE gone IS NULL"))
                    .isEmpty();
            assertThat(lab.found(application))
                    .hasSize(3)
                    .allSatisfy(found -> {
                        assertThat(found.attribution().cause()).isEqualTo(Cause.CANARY);
                        assertThat(found.severity()).isEqualTo(Severity.LOW);
                        assertThat(found.state().isOpen()).isFalse();
                    })
                    .extracting(Discrepancy::type)
                    .containsExactlyInAnyOrder(
                            DiscrepancyType.FIELD_MISMATCH,
                            DiscrepancyType.MISSING_IN_TARGET,
                            DiscrepancyType.EXTRA_IN_TARGET);
            assertThat(journal(application))
                    .isEqualTo(Map.of(
                            CorrectionKind.CANARY, 3L,
                            CorrectionKind.UPDATE, 1L,
                            CorrectionKind.INSERT, 1L,
                            CorrectionKind.DELETE, 1L));
        });
    }

    private static Map<CorrectionKind, Long> journal(Application application) {
        Map<CorrectionKind, Long> kinds = new HashMap<>();
        for (Correction made : application
                .stores()
                .records()
                .journal()
                .list("", new PageRequest(0, 100))
                .items()) {
            kinds.merge(made.kind(), 1L, Long::sum);
        }
        return kinds;
    }

    @Test
    void onlyTheConfiguredRangeOfKeysIsWritten() {
        lab.with(CanaryLab.KEYS, Hooks.NONE, application -> {
            Finished canary = run(application, JobKind.CANARY);

            assertThat(canary.run().error()).isEmpty();
            assertThat(canary.verdict()).contains(Verdict.AGREED);
            assertThat(lab.isEqual()).isTrue();
            assertThat(lab.written()).containsExactly("rates 901", "rates 902", "rates 950");
            assertThat(lab.found(application))
                    .hasSize(3)
                    .noneMatch(found -> found.type() == DiscrepancyType.COUNT_MISMATCH);
        });
    }

    @Test
    void jobThatReportsNothingIsNamedInTheResult() {
        blind("counts", "count missed");
        blind("digests", "checksum missed", "incremental missed");
        blind("sample", "sample missed");
    }

    /** Makes both sides return the same answer to one query, independent of their rows. */
    private void blind(String question, String... expected) {
        lab.failures.clear();
        Hooks hooks = reading((asked, server) -> {
            if (!asked.equals(question)) {
                return server.get();
            }
            return asked.equals("sample") ? List.of() : Map.of();
        });
        lab.with(CanaryLab.TENANT, hooks, application -> {
            Finished canary = run(application, JobKind.CANARY);

            assertThat(canary.run().error()).isEmpty();
            assertThat(canary.verdict()).contains(Verdict.DIVERGED);
            assertThat(canary.results().get(0).note()).contains(expected);
            assertThat(lab.failures).contains(expected).noneMatch(failure -> failure.startsWith("correction"));
            assertThat(application
                            .stores()
                            .audit()
                            .log()
                            .entries(
                                    application.config().pipeline(),
                                    canary.run().id(),
                                    new PageRequest(0, 50))
                            .items())
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(entry.action()).isEqualTo("canary.FAILED"));
            assertThat(lab.isEqual()).isTrue();
        });
    }

    @Test
    void jobThatMissesOneRowIsNamedInTheResult() {
        Hooks hooks = reading((asked, server) -> {
            Object answer = server.get();
            return asked.equals("sample") && answer instanceof List<?> keys && !keys.isEmpty()
                    ? keys.stream()
                            .filter(key -> !((DrawnKey) key).key().toString().equals("9001"))
                            .toList()
                    : answer;
        });
        lab.with(CanaryLab.TENANT, hooks, application -> {
            Finished canary = run(application, JobKind.CANARY);

            assertThat(canary.results().get(0).note()).isEqualTo("sample missed FIELD_MISMATCH of row 9001");
            assertThat(lab.failures).containsExactly("sample missed");
        });
    }

    @Test
    void otherJobsAttributePlantsToTheCanary() {
        AtomicBoolean looked = new AtomicBoolean();
        lab.with(CanaryLab.TENANT, Hooks.NONE, other -> {
            Hooks hooks = reading((asked, server) -> {
                if (asked.equals("digests") && isPlanted() && looked.compareAndSet(false, true)) {
                    Finished checksum = run(other, JobKind.CHECKSUM);
                    assertThat(checksum.verdict()).contains(Verdict.AGREED);
                    assertThat(checksum.results()).allMatch(result -> result.discrepancies() == 0);
                    assertThat(run(other, JobKind.COUNT).verdict()).contains(Verdict.AGREED);
                    assertThat(lab.found(other))
                            .isNotEmpty()
                            .allMatch(found -> found.attribution().cause() == Cause.CANARY);
                    assertThat(isPlanted()).isTrue();
                }
                return server.get();
            });
            try (Application application = Application.open(lab.config(CanaryLab.TENANT), RunListener.NONE, hooks)) {
                assertThat(run(application, JobKind.CANARY).verdict()).contains(Verdict.AGREED);
            }
            assertThat(looked).isTrue();
            assertThat(run(other, JobKind.COUNT).verdict()).contains(Verdict.AGREED);
            assertThat(lab.found(other)).noneMatch(found -> found.state().isOpen());
        });
    }

    private boolean isPlanted() {
        return !lab.query("SELECT id AS r FROM reconciler.canary_plant WHERE gone IS NULL")
                .isEmpty();
    }

    @Test
    void plantsLeftByACrashAreRemovedByTheNextRun() {
        crashedWhilePlanted();

        lab.with(CanaryLab.TENANT, Hooks.NONE, application -> {
            assertThat(run(application, JobKind.CANARY).verdict()).contains(Verdict.AGREED);
            assertThat(lab.isEqual()).isTrue();
            assertThat(isPlanted()).isFalse();
        });
    }

    @Test
    void plantsLeftByACrashAreRemovedWhenTheDaemonStarts() {
        crashedWhilePlanted();

        try (Daemon daemon = Daemon.start(
                lab.config(CanaryLab.TENANT), false, RunListener.NONE, ApplyListener.NONE, ApplyHooks.NONE)) {
            lab.awaitEqual();
        }
    }

    /** After the first count the process does not write to the target. */
    private void crashedWhilePlanted() {
        AtomicBoolean dead = new AtomicBoolean();
        Hooks hooks = CanaryLab.hooks(
                (asked, server) -> {
                    if (asked.equals("counts")) {
                        dead.set(true);
                        throw new IllegalStateException("the process is killed here");
                    }
                    return server.get();
                },
                new CorrectionHooks() {
                    @Override
                    public void ledgerRead() {
                        if (dead.get()) {
                            throw new IllegalStateException("a dead process writes nothing");
                        }
                    }
                });
        lab.with(CanaryLab.TENANT, hooks, application -> {
            Finished canary = run(application, JobKind.CANARY);
            assertThat(canary.run().state()).isEqualTo(RunState.FAILED);
            assertThat(canary.run().error()).contains("killed here");
        });
        assertThat(lab.isEqual()).isFalse();
        assertThat(isPlanted()).isTrue();
    }

    @Test
    void plantOverwrittenByTheStreamIsNotAFailure() {
        AtomicBoolean changed = new AtomicBoolean();
        Hooks hooks = reading((asked, server) -> {
            if (asked.equals("counts") && changed.compareAndSet(false, true)) {
                lab.source("UPDATE customers SET balance = 1.23 WHERE id IN (9001, 9003)");
                await().until(() -> lab.query("SELECT balance AS r FROM customers WHERE id = 9001")
                        .equals(List.of("1.23")));
            }
            return server.get();
        });
        lab.with(CanaryLab.TENANT, hooks, application -> {
            Finished canary = run(application, JobKind.CANARY);

            assertThat(canary.run().error()).isEmpty();
            assertThat(canary.verdict()).contains(Verdict.AGREED);
            assertThat(lab.failures).isEmpty();
            lab.awaitEqual();
            assertThat(run(application, JobKind.CHECKSUM).verdict()).contains(Verdict.AGREED);
        });
    }

    @Test
    void plantThatIsNotRepairedFailsTheRunAndStaysOnRecord() {
        lab.target("""
                CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;
                CREATE TRIGGER keep BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.id = 9001 AND OLD.code <> 9001)
                    EXECUTE FUNCTION keep()""");
        lab.with(CanaryLab.TENANT, Hooks.NONE, application -> {
            Finished canary = run(application, JobKind.CANARY);
            assertThat(canary.run().state()).isEqualTo(RunState.FAILED);
            assertThat(lab.failures).contains("correction not_repaired");
            assertThat(isPlanted()).isTrue();
            assertThat(run(application, JobKind.CHECKSUM).verdict()).contains(Verdict.AGREED);

            lab.target("DROP TRIGGER keep ON customers");
            assertThat(run(application, JobKind.CANARY).verdict()).contains(Verdict.AGREED);
            assertThat(isPlanted()).isFalse();
            assertThat(lab.isEqual()).isTrue();
        });
    }

    @Test
    void plantsAreFoundAndRepairedInModeObserve() {
        lab.with(CanaryLab.TENANT + "\nmode: observe\nobserve: {settle: 1s}", Hooks.NONE, application -> {
            Finished canary = run(application, JobKind.CANARY);

            assertThat(canary.run().error()).isEmpty();
            assertThat(canary.results().get(0).note())
                    .isEqualTo("every job found the planted differences; correction repaired them");
            assertThat(lab.isEqual()).isTrue();
            assertThat(lab.found(application))
                    .hasSize(3)
                    .allMatch(found -> found.attribution().cause() == Cause.CANARY
                            && !found.state().isOpen());
        });
    }

    @Test
    void rowsThatDifferBeforePlantingFailTheRun() {
        lab.with(CanaryLab.TENANT, Hooks.NONE, application -> {
            lab.target("UPDATE customers SET name = 'rogue' WHERE id = 9002");
            Finished canary = run(application, JobKind.CANARY);
            assertThat(canary.run().state()).isEqualTo(RunState.FAILED);
            assertThat(canary.run().error()).contains("its rows differ already");

            assertThat(run(application, JobKind.CHECKSUM).verdict()).contains(Verdict.DIVERGED);
            assertThat(lab.found(application)).singleElement().satisfies(found -> {
                assertThat(found.attribution().cause()).isNotEqualTo(Cause.CANARY);
                assertThat(found.severity()).isEqualTo(Severity.HIGH);
            });
        });
    }

    @Test
    void unsuitableRowsAreRefusedWithTheReason() {
        lab.source("DELETE FROM customers WHERE id IN (9002, 9003)");
        lab.target("DELETE FROM customers WHERE id IN (9002, 9003)", "TRUNCATE written");
        refused(CanaryLab.TENANT, "the source has 1 of its rows, and the canary needs two");
        refused(
                "canary: {table: customers, tenant: acme, extraKey: [1]}",
                "a row with the extra key exists: configure a key that exists on neither side");
        lab.target("CREATE TABLE notes (customer bigint REFERENCES customers ON DELETE CASCADE)");
        refused(
                "canary: {table: customers, tenant: acme}",
                "deleting a row of public.customers in the target would change rows of other tables"
                        + " (notes_customer_fkey of notes)");
        assertThat(lab.written()).isEmpty();
    }

    private void refused(String canary, String because) {
        lab.with(canary, Hooks.NONE, application -> {
            Finished finished = run(application, JobKind.CANARY);
            assertThat(finished.run().state()).isEqualTo(RunState.FAILED);
            assertThat(finished.run().error()).contains(because);
        });
    }
}
