package dev.reconciler.cdc.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.Lease;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.window.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Leases that the taker waits for, and leases that it does not. The clock is the target's; only the first test needs it to pass.
 */
@Tag("db")
class LeaseTakerTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** Looks again without a pause. */
    private static final Patience IMPATIENT = (condition, atMost) -> condition.getAsBoolean();

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("lease");
    private final HikariDataSource pool = PostgresPools.open(
            cluster.jdbcUrl(database), cluster.user(), cluster.password(), "test", 4, Duration.ofSeconds(10));
    private final List<Lease> waited = new ArrayList<>();

    LeaseTakerTest() {
        TargetSchema.migrate(pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aLeaseThatIsNoLongerRenewedIsWaitedForAndTakenOver() {
        Checkpoint dead = store(Duration.ofMillis(500)).acquireLease("the dead");

        Checkpoint taken = taker(lease -> {}).take("the next");

        assertThat(taken.epoch()).isEqualTo(dead.epoch() + 1);
        assertThat(waited).extracting(Lease::owner).containsExactly("the dead");
        assertThatThrownBy(() -> store(LONG).renewLease(dead.epoch())).isInstanceOf(DeposedException.class);
    }

    @Test
    void aLeaseThatIsRenewedMeanwhileIsRefusedLongBeforeItsEnd() {
        Checkpoint alive = store(LONG).acquireLease("the living");

        assertThatThrownBy(() ->
                        taker(lease -> store(LONG).renewLease(alive.epoch())).take("the second"))
                .isInstanceOf(DeposedException.class)
                .hasMessageContaining("the living");

        assertThat(store(LONG).lease()).map(Lease::epoch).contains(alive.epoch());
    }

    @Test
    void aLeaseThatIsGivenBackMeanwhileIsTakenAtOnce() {
        Checkpoint leaving = store(LONG).acquireLease("the leaving");

        Checkpoint taken =
                taker(lease -> store(LONG).releaseLease(leaving.epoch())).take("the next");

        assertThat(taken.epoch()).isEqualTo(leaving.epoch() + 1);
    }

    @Test
    void ofTwoThatWaitForTheSameLeaseOneIsRefused() {
        store(LONG).acquireLease("the dead");
        LeaseTaker slower = taker(lease -> {
            cluster.execute(database, "UPDATE reconciler.lease SET until = clock_timestamp()");
            store(LONG).acquireLease("the faster");
        });

        assertThatThrownBy(() -> slower.take("the slower"))
                .isInstanceOf(DeposedException.class)
                .hasMessageContaining("the faster");
    }

    @Test
    void anInterruptEndsTheWaiting() {
        store(LONG).acquireLease("the silent");

        assertThatThrownBy(
                        () -> taker(lease -> Thread.currentThread().interrupt()).take("the interrupted"))
                .isInstanceOf(DeposedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void leaseIsRenewedWhileATransactionLocksTheCheckpoint() throws Exception {
        Checkpoint held = store(LONG).acquireLease("the daemon");

        try (TargetTransaction large = store(LONG).begin()) {
            large.lockCheckpoint();
            CompletableFuture.runAsync(() -> store(LONG).renewLease(held.epoch()))
                    .get(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> store(LONG).acquireLease("the verifier"))
                    .isInstanceOf(DeposedException.class)
                    .hasMessageContaining("the daemon");
            large.advance(held, new Checkpoint(held.epoch(), held.sequence() + 1, new Lsn(7)));
            large.commit();
        }
    }

    @Test
    void deposedWriterIsToldByWhomWhenAndWhy() {
        Checkpoint dead = store(Duration.ZERO).acquireLease("the daemon");
        store(LONG).acquireLease("the successor");

        assertThatThrownBy(() -> store(LONG).renewLease(dead.epoch()))
                .isInstanceOf(DeposedException.class)
                .hasMessageContaining("the successor took it at ")
                .hasMessageContaining("the lease of the daemon was valid until ");
        try (TargetTransaction late = store(LONG).begin()) {
            assertThatThrownBy(() -> late.advance(dead, new Checkpoint(dead.epoch(), dead.sequence() + 1, new Lsn(7))))
                    .isInstanceOf(DeposedException.class)
                    .hasMessageContaining("the successor took it at ");
        }
    }

    @Test
    void successorContinuesFromWhatTheDeposedWriterCommittedWhileItWaited() throws Exception {
        Checkpoint dead = store(Duration.ZERO).acquireLease("the daemon");

        CompletableFuture<Checkpoint> taken;
        try (TargetTransaction large = store(LONG).begin()) {
            large.lockCheckpoint();
            taken = CompletableFuture.supplyAsync(() -> store(LONG).acquireLease("the successor"));
            while (cluster.query(
                            database,
                            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND wait_event_type = 'Lock'")
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            large.advance(dead, new Checkpoint(dead.epoch(), dead.sequence() + 1, new Lsn(7)));
            large.commit();
        }

        assertThat(taken.get(10, TimeUnit.SECONDS))
                .isEqualTo(new Checkpoint(dead.epoch() + 1, dead.sequence() + 1, new Lsn(7)));
    }

    @Test
    void upgradeKeepsLeaseAndCheckpointOfAnOlderDatabase() {
        cluster.execute(database, "DROP SCHEMA reconciler CASCADE");
        Flyway.configure(TargetSchema.class.getClassLoader())
                .dataSource(pool)
                .schemas("reconciler")
                .table("schema_history_target")
                .locations("classpath:db/target/postgresql")
                .target("6")
                .load()
                .migrate();
        cluster.execute(
                database,
                "INSERT INTO reconciler.checkpoint VALUES ('shop', 4, 9, '0/7', 'the old daemon',"
                        + " clock_timestamp() + interval '1 hour')");

        TargetSchema.migrate(pool);

        assertThat(store(LONG).lease()).map(Lease::owner).contains("the old daemon");
        store(LONG).renewLease(4);
        store(LONG).releaseLease(4);
        assertThat(store(LONG).acquireLease("the new daemon")).isEqualTo(new Checkpoint(5, 9, new Lsn(7)));
    }

    private LeaseTaker taker(Consumer<Lease> meanwhile) {
        return new LeaseTaker(store(LONG), IMPATIENT, lease -> {
            waited.add(lease);
            meanwhile.accept(lease);
        });
    }

    private PostgresTargetStore store(Duration ttl) {
        return new PostgresTargetStore(
                pool,
                "shop",
                LsnFormat.INSTANCE,
                new PostgresTargetSettings(ttl, false, Duration.ofSeconds(60), Duration.ofSeconds(20)));
    }
}
