package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Causes of differences in a target that another tool filled before the pipeline began. */
@Tag("system")
class CauseOfAdoptedRowsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final Lab lab = new Lab();
    private Application application;
    private Streaming stream;

    @BeforeEach
    void start() {
        lab.fillBoth(12, 2);
        lab.source.execute("shop", "UPDATE lines SET price = 9.95 WHERE order_id = 9000001");
        lab.target.execute(
                "shop",
                "UPDATE lines SET price = 9.95 WHERE order_id = 9000001",
                "UPDATE accounts SET name = upper(name) WHERE id = 1",
                "UPDATE accounts SET name = name || '  ' WHERE id = 2",
                "UPDATE accounts SET name = 'another' WHERE id = 3",
                "UPDATE lines SET price = 9.9012 WHERE order_id = 4000001 AND line_no = 1",
                "UPDATE accounts SET name = upper(name), balance = 7 WHERE id = 5",
                "DELETE FROM lines WHERE order_id = 6000001 AND line_no = 1");
        application = Application.open(lab.config("live", ""), RunListener.NONE);
        stream = Lab.stream(application);
    }

    @AfterEach
    void stop() {
        try (Lab servers = lab;
                Application opened = application;
                Streaming running = stream) {
            return;
        }
    }

    @Test
    void rowFromBeforeThePipelineIsNoRogueWrite() {
        verify();
        assertThat(found("accounts", "3").attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(found("accounts", "3").attribution().evidence())
                .contains("before the record of the daemon's transactions begins");
        assertThat(found("lines", "6000001", "1").attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(found("accounts", "1").attribution().cause()).isEqualTo(Cause.NORMALISATION);
        assertThat(found("accounts", "1").attribution().evidence())
                .isEqualTo("column name differs in letter case only");
        assertThat(found("accounts", "2").attribution().evidence())
                .isEqualTo("column name differs in trailing blanks only");
        assertThat(found("lines", "4000001", "1").attribution().evidence())
                .isEqualTo("column price differs in numeric scale only");
        assertThat(found("accounts", "5").attribution().cause())
                .as("one column of two is no normalisation")
                .isEqualTo(Cause.UNKNOWN);
    }

    @Test
    void aRowFromBeforeTheHorizonIsNoLongerARogueWrite() {
        lab.target.execute("shop", "INSERT INTO accounts VALUES (907, 't0', 'rogue', 0, 1)");
        lab.source.execute("shop", "UPDATE accounts SET version = 2 WHERE id = 8");
        await().atMost(PATIENCE).until(() -> !lab.target
                .query("shop", "SELECT 1 FROM accounts WHERE id = 8 AND version = 2")
                .isEmpty());
        application.endpoints().target().ownTransactions().prune(Duration.ZERO, 1_000_000);
        lab.target.execute("shop", "INSERT INTO accounts VALUES (908, 't0', 'rogue', 0, 1)");
        verify();
        assertThat(found("accounts", "907").attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(found("accounts", "908").attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
    }

    @Test
    void aDefinitionOfTheTargetThatRewroteItsRowsIsASchemaChange() {
        lab.target.execute("shop", "ALTER TABLE lines ALTER COLUMN price TYPE numeric(10, 1)");
        verify();
        Discrepancy rounded = found("lines", "9000001", "1");
        assertThat(rounded.attribution().cause()).isEqualTo(Cause.SCHEMA_CHANGE);
        assertThat(rounded.attribution().evidence()).contains("also changed the definition");
    }

    @Test
    void aColumnWhoseDefinitionChangedInTheSourceAccordingToTheRecordIsASchemaChange() {
        application
                .stores()
                .records()
                .discrepancies()
                .record(
                        Lab.PIPELINE,
                        new Finding.SchemaDrift(
                                "public.accounts",
                                TenantId.NONE,
                                "column name changed its type from varchar to text",
                                false),
                        new Proof("", "stream", "", 0, "0/0"),
                        Cause.SCHEMA_CHANGE,
                        "",
                        Severity.MEDIUM);
        verify();
        assertThat(found("accounts", "3").attribution().cause()).isEqualTo(Cause.SCHEMA_CHANGE);
        assertThat(found("accounts", "3").attribution().evidence())
                .contains("column name changed its type from varchar to text");
        assertThat(found("accounts", "5").attribution().cause())
                .as("another column differs too")
                .isEqualTo(Cause.UNKNOWN);
    }

    @Test
    void aRowThatTheSourceShowsDifferentlyWithoutAWriteMissesNoEvent() {
        try (LedgerPin pin = application.pipeline().target().pruning().pin("test")) {
            applied("UPDATE accounts SET version = 2 WHERE id = 8");
            lab.source.execute(
                    "shop", "ALTER TABLE accounts DROP COLUMN version, ADD COLUMN version integer NOT NULL DEFAULT 9");
            verify();
            assertThat(found("accounts", "8").attribution().cause()).isEqualTo(Cause.UNKNOWN);
            assertThat(found("accounts", "8").attribution().evidence()).contains("no event is missing");
            pin.renew();
        }
    }

    @Test
    void aRowThatWasNeverProvenEqualMissesNoEventAsFarAsIsKnown() {
        applied("UPDATE accounts SET version = 2 WHERE id = 8");
        String tables = " TABLE accounts, orders, lines";
        String publication = "ALTER PUBLICATION "
                + application.config().replication().stream().publication();
        lab.source.execute(
                "shop",
                publication + " DROP" + tables,
                "UPDATE accounts SET name = 'unheard' WHERE id = 8",
                publication + " ADD" + tables);
        application
                .pipeline()
                .target()
                .pruning()
                .prune(application.pipeline().source().probe());
        verify();
        assertThat(found("accounts", "8").attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(found("accounts", "8").attribution().evidence())
                .contains("the daemon itself wrote", "no proof shows that both sides were equal");
    }

    /** Commits on the source, and waits until account 8 has version 2 in the target. */
    private void applied(String sql) {
        lab.source.execute("shop", sql);
        await().atMost(PATIENCE).until(() -> !lab.target
                .query("shop", "SELECT 1 FROM accounts WHERE id = 8 AND version = 2")
                .isEmpty());
    }

    private void verify() {
        assertThat(Lab.checksum(application).run().state()).isEqualTo(RunState.SUCCEEDED);
    }

    private Discrepancy found(String table, String... key) {
        return Lab.found(application).stream()
                .filter(d -> d.place().table().equals("public." + table)
                        && d.place().subject().equals(RowKey.of(key).encoded()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing found of " + table + " " + String.join(",", key)));
    }
}
