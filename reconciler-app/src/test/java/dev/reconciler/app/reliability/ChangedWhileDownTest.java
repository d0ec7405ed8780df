package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.TableStatus;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.run.RunListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Source tables whose definition changes while no daemon runs: the next one reports it, as the stream would have done. */
@Tag("system")
class ChangedWhileDownTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Lab lab;

    @BeforeEach
    void runOnce() {
        lab = new Lab();
        lab.fillBoth(5, 1);
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            change();
            await().atMost(PATIENCE).until(lab::isEqual);
        }
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void addedColumnIsReportedOnceAndTheTableContinues() {
        lab.source.execute("shop", "ALTER TABLE accounts ADD COLUMN level int DEFAULT 7");
        lab.target.execute("shop", "ALTER TABLE accounts ADD COLUMN level int DEFAULT 7");

        for (int start = 0; start < 2; start++) {
            try (Application application = open();
                    Streaming stream = Lab.stream(application)) {
                change();
                await().atMost(PATIENCE).until(lab::isEqual);
                await().atMost(PATIENCE).until(() -> !drift(application).isEmpty());
                assertThat(drift(application)).hasSize(1);
                Discrepancy told = drift(application).get(0);
                assertThat(told.difference().detail()).contains("column level of type integer was added");
                assertThat(told.sightings().count()).isEqualTo(1);
                assertThat(states(application)).containsOnly(TableStatus.State.LIVE);
                await().atMost(PATIENCE).until(() -> isKnown("level", "integer"));
            }
        }
    }

    @Test
    void anIncompatibleChangePausesThatTableUntilItIsResumed() {
        lab.source.execute("shop", "ALTER TABLE accounts ALTER COLUMN balance TYPE numeric(16, 4)");

        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            await().atMost(PATIENCE).until(() -> !drift(application).isEmpty());
            assertThat(drift(application).get(0).difference().detail())
                    .contains("column balance changed its type from numeric(14,2) to numeric(16,4)");
            assertThat(application.tableStatuses())
                    .filteredOn(table -> table.state() == TableStatus.State.PAUSED)
                    .extracting(TableStatus::table)
                    .containsExactly("public.accounts");
            change();
            await().atMost(PATIENCE).until(() -> !lab.parkedEvents().isEmpty());
            assertThat(application.tableStates().resume("public.accounts")).isTrue();
            assertThat(states(application)).containsOnly(TableStatus.State.LIVE);
            await().atMost(PATIENCE).until(() -> isKnown("balance", "numeric(16,4)"));
        }
        try (Application application = open();
                Streaming stream = Lab.stream(application)) {
            assertThat(states(application)).as("told already").containsOnly(TableStatus.State.LIVE);
        }
    }

    private boolean isKnown(String column, String type) {
        return !lab.target.query("shop", """
            SELECT FROM reconciler.source_shape, unnest(columns, types) AS c (name, type)
            WHERE table_id = 'public.accounts' AND name = '%s' AND type = '%s'\
            """.formatted(column, type)).isEmpty();
    }

    private Application open() {
        return Application.open(lab.config("live", ""), RunListener.NONE);
    }

    private void change() {
        lab.source.execute("shop", "UPDATE accounts SET version = version + 1");
    }

    private static List<TableStatus.State> states(Application application) {
        return application.tableStatuses().stream().map(TableStatus::state).toList();
    }

    private static List<Discrepancy> drift(Application application) {
        return Lab.found(application).stream()
                .filter(found -> found.type() == DiscrepancyType.SCHEMA_DRIFT)
                .toList();
    }
}
