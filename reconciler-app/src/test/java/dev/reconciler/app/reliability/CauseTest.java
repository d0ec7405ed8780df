package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.review.Decision;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunState;
import dev.reconciler.verify.Verdict;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Causes of differences in a target that the daemon filled and that was proven equal once. Each test has rows of its own:
 * an account and its orders.
 */
@Tag("system")
class CauseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Ids of source transactions whose changes don't arrive. */
    private static final Set<String> LOST = ConcurrentHashMap.newKeySet();

    private static Lab lab;
    private static Application application;
    private static Streaming stream;

    @BeforeAll
    static void start() {
        lab = new Lab();
        lab.fillSource(40, 2);
        source("UPDATE orders SET note = repeat('long ', 600) WHERE id = 15000001");
        application = Application.open(
                lab.config(
                        "backfill",
                        "correction: {policy: {FIELD_MISMATCH: review, MISSING_IN_TARGET: review, EXTRA_IN_TARGET: review}}"),
                RunListener.NONE);
        stream = application.stream("test", ApplyListener.NONE, LOSING);
        assertThat(Lab.run(application, JobKind.BACKFILL).run().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(Lab.checksum(application).verdict()).contains(Verdict.AGREED);
    }

    @AfterAll
    static void stop() {
        try (Lab servers = lab;
                Application opened = application;
                Streaming running = stream) {
            return;
        }
    }

    // Rogue writes

    @Test
    void rogueUpdateNamesItsTransaction() {
        rogue("UPDATE accounts SET name = 'rogue' WHERE id = 1");
        assertThat(found("accounts", "1").attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
        assertThat(found("accounts", "1").attribution().evidence())
                .contains("transaction " + writer("accounts", "id = 1"), "none of this pipeline's own transactions");
    }

    @Test
    void rowAddedOrMovedToAnotherTenantIsARogueWrite() {
        rogue(
                "INSERT INTO accounts VALUES (902, 't0', 'rogue', 0, 1)",
                "UPDATE accounts SET tenant_id = 't9' WHERE id = 2");
        assertThat(found("accounts", "902").attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
        assertThat(found("accounts", "2").attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
    }

    @Test
    void missingRowThatWasProvenAndDidNotChangeIsARogueDeletion() {
        rogue("DELETE FROM lines WHERE order_id = 3000001 AND line_no = 1");
        Discrepancy gone = found("lines", "3000001", "1");
        assertThat(gone.attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
        assertThat(gone.attribution().evidence())
                .contains("both sides were equal here at", "checksum", "removed from the target");
    }

    @Test
    void missingRowThatTheStreamJustWroteIsARogueDeletion() {
        try (LedgerPin pin = application.pipeline().target().pruning().pin("test")) {
            source("INSERT INTO orders VALUES (4000077, 't1', 4, 'new', NULL, 1)");
            awaitTarget("SELECT 1 FROM orders WHERE id = 4000077");
            rogue("DELETE FROM orders WHERE id = 4000077");
            Discrepancy gone = found("orders", "4000077");
            assertThat(gone.attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
            assertThat(gone.attribution().evidence()).contains("of the stream left this row", "now it is gone");
            pin.renew();
        }
    }

    // Missed events

    @Test
    void aRowThatTheDaemonWroteAndTheSourceChangedUnheardIsAMissedEvent() {
        lost("UPDATE accounts SET name = 'unheard' WHERE id = 5");
        Discrepancy old = found("accounts", "5");
        assertThat(old.attribution().cause()).isEqualTo(Cause.MISSED_EVENT);
        assertThat(old.attribution().evidence())
                .contains("the daemon itself wrote", "transaction " + writer("accounts", "id = 5"), "did not arrive");
    }

    @Test
    void aRowThatTheSourceDeletedUnheardIsAMissedEvent() {
        lost("DELETE FROM lines WHERE order_id = 6000001 AND line_no = 2");
        Discrepancy extra = found("lines", "6000001", "2");
        assertThat(extra.attribution().cause()).isEqualTo(Cause.MISSED_EVENT);
        assertThat(extra.attribution().evidence()).contains("deleted the source's row");
    }

    @Test
    void aRowAsItsLastAppliedChangeLeftItIsBehindByAMissedEvent() {
        try (LedgerPin pin = application.pipeline().target().pruning().pin("test")) {
            source("UPDATE accounts SET version = 2 WHERE id = 7");
            awaitTarget("SELECT 1 FROM accounts WHERE id = 7 AND version = 2");
            lost("UPDATE accounts SET version = 3 WHERE id = 7");
            Discrepancy behind = found("accounts", "7");
            assertThat(behind.attribution().cause()).isEqualTo(Cause.MISSED_EVENT);
            assertThat(behind.attribution().evidence())
                    .contains("exactly as change", "the source has changed it since");
            pin.renew();
        }
    }

    /** The row may also have arrived and been removed: no recorded fact decides. */
    @Test
    void aRowThatTheTargetNeverShowedIsOfUnknownCauseWithTheFacts() {
        lost("INSERT INTO orders VALUES (8000099, 't2', 8, 'new', NULL, 1)");
        Discrepancy missing = found("orders", "8000099");
        assertThat(missing.attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(missing.attribution().evidence()).contains("may never have arrived, or an application removed it");
    }

    // The daemon's own writes are not rogue writes

    @Test
    void aBatchThatWasReplayedEventByEventWroteItsRowsItself() {
        lab.target.execute("shop", "ALTER TABLE accounts ADD CHECK (name <> 'refused')");
        source("UPDATE accounts SET name = CASE id WHEN 10 THEN 'refused' ELSE 'replayed' END WHERE id IN (9, 10, 11)");
        awaitTarget("SELECT 1 FROM accounts WHERE id = 11 AND name = 'replayed'");
        rogue("UPDATE accounts SET balance = 7 WHERE id = 11");
        lost("UPDATE accounts SET balance = 8 WHERE id = 9");
        assertThat(found("accounts", "9").attribution().cause()).isEqualTo(Cause.MISSED_EVENT);
        assertThat(found("accounts", "11").attribution().cause()).isEqualTo(Cause.ROGUE_WRITE);
        Discrepancy refused = found("accounts", "10");
        assertThat(refused.attribution().cause()).isEqualTo(Cause.APPLY_FAILURE);
        assertThat(refused.attribution().evidence()).contains("parked", "accounts_name_check");
    }

    @Test
    void aCorrectedRowWasWrittenByTheDaemonAndAnUndoneOneKeepsItsCause() {
        rogue("UPDATE accounts SET name = 'rogue' WHERE id = 12");
        Discrepancy rogue = found("accounts", "12");
        CorrectionOutcome corrected = Objects.requireNonNull(application
                .repairs()
                .reviews()
                .resolve(rogue.id(), rogue.lifecycle().version(), "ann", new Decision.ApplySource(""))
                .correction());
        assertThat(corrected.isCorrected()).isTrue();
        lost("UPDATE accounts SET balance = 8 WHERE id = 12");
        assertThat(found("accounts", "12").attribution().cause()).isEqualTo(Cause.MISSED_EVENT);
    }

    @Test
    void aRowThatAPersonMadeUpIsNoMissedEvent() {
        rogue("UPDATE accounts SET name = 'rogue' WHERE id = 13");
        Discrepancy rogue = found("accounts", "13");
        application
                .repairs()
                .reviews()
                .resolve(
                        rogue.id(),
                        rogue.lifecycle().version(),
                        "ann",
                        new Decision.CustomFix(Map.of("name", "made up"), ""));
        source("UPDATE accounts SET tenant_id = tenant_id WHERE id = 14");
        lost("UPDATE accounts SET name = 'unheard' WHERE id = 13");
        Discrepancy custom = found("accounts", "13");
        assertThat(custom.attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(custom.attribution().evidence()).contains("CUSTOM_FIX");
    }

    @Test
    void aValueOfALargeRowMayBeLeftOverWhichIsNoConclusion() {
        lost("UPDATE orders SET note = repeat('longer ', 600) WHERE id = 15000001");
        Discrepancy large = found("orders", "15000001");
        assertThat(large.attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(large.attribution().evidence()).contains("the daemon itself wrote", "the row is large");
    }

    @Test
    void aTriggerThatAltersWhatTheDaemonWritesIsNoMissedEvent() {
        rogue(
                "CREATE FUNCTION cheaper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.price := 1; RETURN NEW; END $$",
                """
                CREATE TRIGGER cheaper BEFORE UPDATE ON lines FOR EACH ROW WHEN (NEW.order_id = 16000001)
                EXECUTE FUNCTION cheaper()
                """);
        try (LedgerPin pin = application.pipeline().target().pruning().pin("test")) {
            source("UPDATE lines SET quantity = 77 WHERE order_id = 16000001 AND line_no = 1");
            awaitTarget("SELECT 1 FROM lines WHERE order_id = 16000001 AND quantity = 77");
            Discrepancy altered = found("lines", "16000001", "1");
            assertThat(altered.attribution().cause()).isEqualTo(Cause.UNKNOWN);
            assertThat(altered.attribution().evidence()).contains("was applied: a trigger of the target may alter");
            pin.renew();
        }
    }

    @Test
    void anOwnWriteOverARowThatWasRightIsNoMissedEvent() {
        MappedTable accounts =
                application.pipeline().tables(List.of("public.accounts")).get(0);
        try (HikariDataSource pool = PostgresPools.open(
                        lab.target.jdbcUrl("shop"),
                        lab.target.user(),
                        lab.target.password(),
                        "test",
                        1,
                        Duration.ofSeconds(10));
                TargetTransaction again = new PostgresTargetStore(
                                pool, Lab.PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults())
                        .begin()) {
            again.lockCheckpoint();
            Row stale = new Row(List.of("17", "t2", "stale", "100.00", "1"));
            again.rows().write(accounts, TenantScope.all(), List.of(new KeyedWrite.Upsert(RowKey.of("17"), stale)));
            again.commit();
        }
        Discrepancy stale = found("accounts", "17");
        assertThat(stale.attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(stale.attribution().evidence()).contains("the daemon itself wrote", "applied twice or out of order");
    }

    @Test
    void rowDeletedByTheDaemonIsNoRogueDeletion() {
        rogue("INSERT INTO lines VALUES (18000001, 3, 't0', 1, 1, 1)");
        Discrepancy extra = found("lines", "18000001", "3");
        application
                .repairs()
                .reviews()
                .resolve(extra.id(), extra.lifecycle().version(), "ann", new Decision.ApplySource(""));
        lost("INSERT INTO lines VALUES (18000001, 3, 't0', 1, 1, 1)");
        Discrepancy missing = found(DiscrepancyType.MISSING_IN_TARGET, "lines", "18000001", "3");
        assertThat(missing.attribution().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(missing.attribution().evidence()).contains("(DELETE) removed the target's row");
    }

    // How

    private static Discrepancy found(String table, String... key) {
        return found(null, table, key);
    }

    /** The finding of a present checksum for the row; of that type, if one is named. */
    private static Discrepancy found(@Nullable DiscrepancyType type, String table, String... key) {
        assertThat(Lab.checksum(application).run().state()).isEqualTo(RunState.SUCCEEDED);
        return Lab.found(application).stream()
                .filter(d -> d.place().table().equals("public." + table)
                        && (type == null || d.type() == type)
                        && d.place().subject().equals(RowKey.of(key).encoded()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing found of " + table + " " + String.join(",", key)));
    }

    private static String writer(String table, String where) {
        return String.valueOf(lab.target
                .query("shop", "SELECT xmin::text AS x FROM " + table + " WHERE " + where)
                .get(0)
                .get("x"));
    }

    private static void rogue(String... sql) {
        lab.target.execute("shop", sql);
    }

    private static void source(String sql) {
        lab.source.execute("shop", sql);
    }

    /** A change of the source that the applier never gets, as if the stream had lost it. */
    private static void lost(String sql) {
        try (Connection connection = lab.source.connect("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            try (ResultSet id = statement.executeQuery("SELECT pg_current_xact_id()::xid::text")) {
                id.next();
                LOST.add(id.getString(1));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static final ApplyHooks LOSING = new ApplyHooks() {
        @Override
        public SourceTransaction received(SourceTransaction transaction) {
            return LOST.contains(transaction.id().text())
                    ? new SourceTransaction(
                            transaction.id(),
                            transaction.end(),
                            transaction.committedAt(),
                            0,
                            List.of(),
                            transaction.release())
                    : transaction;
        }
    };

    private static void awaitTarget(String sql) {
        await().atMost(PATIENCE).until(() -> !lab.target.query("shop", sql).isEmpty());
    }
}
