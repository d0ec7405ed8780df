package dev.reconciler.endpoint.postgres.write;

import static dev.reconciler.testing.CorrectionLab.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.CorrectionLab;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each row written by the pipeline's own writers carries an id that the target has recorded; rows of other sessions don't. */
@Tag("db")
class OwnWritesTest {
    private final CorrectionLab lab = new CorrectionLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void aRowCarriesTheIdOfTheSavepointInWhichItWasWritten() {
        lab.commit(t -> {
            write(t, "outside");
            t.attempt(() -> {
                write(t, "before");
                t.attempt(() -> write(t, "inner"));
                assertThatThrownBy(() -> t.attempt(() -> {
                            write(t, "undone");
                            throw new IllegalStateException("the attempt fails");
                        }))
                        .isInstanceOf(IllegalStateException.class);
                return write(t, "after");
            });
            write(t, "later");
        });
        lab.rogue("INSERT INTO customers (id, tenant) VALUES ('rogue', 'acme')");

        assertThat(distinctWriters())
                .as("the transaction's and two savepoints'")
                .isEqualTo(3);
        assertThat(foreign()).isEqualTo("rogue");
    }

    @Test
    void theStreamCorrectionsAndUndoingAreOwnWritersAndARogueOneIsNot() {
        lab.stream(lab.customers, "a", row("a", "x", "1.00"));
        lab.stream(lab.customers, "b", row("b", "x", "1.00"));
        assertThat(foreign()).isEmpty();
        lab.rogue("UPDATE customers SET amount = 2 WHERE id = 'a'");
        assertThat(foreign()).isEqualTo("a");

        Discrepancy wrong = lab.record(lab.customers, "a", row("a", "x", "1.00"), row("a", "x", "2.00"));
        lab.corrector(CorrectionHooks.NONE)
                .correct(
                        lab.fence(),
                        List.of(dev.reconciler.correction.CorrectionPlan.applySource(
                                wrong.id(),
                                lab.customers,
                                RowKey.of("a"),
                                row("a", "x", "1.00"),
                                row("a", "x", "2.00"))),
                        "ann");
        assertThat(foreign()).as("corrected").isEmpty();
        lab.control
                .discrepancies()
                .transition(
                        wrong.id(), wrong.lifecycle().version(), DiscrepancyState.AUTO_CORRECTED, "ann", "corrected");
        assertThat(lab.undo().undo("c1", "ann", "").isCorrected()).isTrue();
        assertThat(lab.stored(lab.customers, "a")).contains("2.00");
        assertThat(foreign()).as("undone").isEmpty();
    }

    @Test
    void lockingARowOrReferringToItLeavesItsWriter() {
        lab.stream(lab.customers, "a", row("a", "x", "1.00"));
        lab.rogue(
                "BEGIN; SELECT * FROM customers FOR UPDATE; COMMIT",
                "INSERT INTO orders (id, tenant, customer) VALUES ('o', 'acme', 'a')",
                "VACUUM (FREEZE) customers");
        assertThat(foreign()).isEmpty();
    }

    @Test
    void whatIsOlderOrTooManyIsForgottenAndTheHorizonFollows() {
        for (int i = 0; i < 10; i++) {
            lab.stream(lab.customers, "k" + i, row("k" + i, null, "1.00"));
        }
        PostgresWriteHistory history = new PostgresWriteHistory(lab.pool(), CorrectionLab.PIPELINE);
        assertThat(history.prune(Duration.ofDays(1), 1_000)).isZero();
        assertThat(history.prune(Duration.ofDays(1), 4))
                .as("all but the latest four")
                .isEqualTo(6);
        assertThat(lab.query("SELECT count(*) AS r FROM reconciler.applied_transaction"))
                .isEqualTo("4");
        assertThat(lab.query("SELECT count(*) AS r FROM reconciler.applied_mark"))
                .isEqualTo("0");
        assertThat(lab.query("""
            SELECT string_agg(id, ' ' ORDER BY id) AS r FROM customers, reconciler.applied_horizon AS h
            WHERE customers.xmin::text::bigint >= h.xid\
            """))
                .as("a row is after the horizon exactly if its writer is on record")
                .isEqualTo("k6 k7 k8 k9");
        assertThat(history.prune(Duration.ZERO, 1_000))
                .as("all are older than no time")
                .isEqualTo(4);
        assertThat(lab.query("""
            SELECT count(*) AS r FROM customers, reconciler.applied_horizon AS h
            WHERE customers.xmin::text::bigint >= h.xid\
            """)).isEqualTo("0");
    }

    @Test
    void aTargetThatWasMovedToAnotherServerKnowsNoOldId() {
        lab.stream(lab.customers, "a", row("a", "x", "1.00"));
        lab.rogue("UPDATE reconciler.applied_horizon SET server = 'another', xid = 3");
        lab.store.acquireLease("test");
        assertThat(lab.query("SELECT count(*) AS r FROM reconciler.applied_transaction"))
                .isEqualTo("0");
        assertThat(lab.query("""
            SELECT count(*) AS r FROM customers, reconciler.applied_horizon AS h
            WHERE customers.xmin::text::bigint >= h.xid\
            """)).isEqualTo("0");
    }

    private boolean write(TargetTransaction transaction, String key) {
        transaction
                .rows()
                .write(
                        lab.customers,
                        TenantScope.all(),
                        List.of(new KeyedWrite.Upsert(RowKey.of(key), row(key, null, "1.00"))));
        return true;
    }

    private long distinctWriters() {
        return Long.parseLong(lab.query("SELECT count(DISTINCT xmin::text) AS r FROM customers WHERE id <> 'rogue'"));
    }

    /** Keys of rows whose writer is not recorded, and is after the horizon. */
    private String foreign() {
        return List.of("customers", "orders").stream()
                .map(table -> lab.query("""
                    SELECT coalesce(string_agg(id, ' ' ORDER BY id), '') AS r FROM %s AS t
                    WHERE t.id <> 'o' AND t.xmin::text::bigint NOT IN (SELECT xid FROM reconciler.applied_transaction)
                    """.formatted(table)))
                .filter(keys -> !keys.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
