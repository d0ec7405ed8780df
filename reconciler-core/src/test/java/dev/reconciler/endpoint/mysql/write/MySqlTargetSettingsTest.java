package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import dev.reconciler.ledger.LedgerPin;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A server in another time zone that rolls transactions back when a lock is not had in time, and a user with few rights. */
@Tag("db")
@ParameterizedClass
@EnumSource
class MySqlTargetSettingsTest {
    private static final Instant AT = Instant.parse("2026-03-08T02:30:00.123456Z");

    @Parameter
    Flavor flavor;

    private MySqlFamilyServer server;
    private MySqlTarget target;

    @BeforeEach
    void start() {
        server = MySqlFamilyServer.builder(flavor)
                .settings(Map.of("innodb_rollback_on_timeout", "ON", "default_time_zone", "+05:30"))
                .start();
        target = new MySqlTarget(server);
    }

    @AfterEach
    void stop() {
        target.close();
        server.close();
    }

    @Test
    void lockTimeoutLosesTheTransactionAndTimesAreInUtc() throws SQLException {
        Checkpoint start = target.store().acquireLease("a");
        lockTimeoutLosesTheTransaction(start);
        timesAreInUtc(start);
        userNeedsNoRightsOnTheServer();
    }

    private void lockTimeoutLosesTheTransaction(Checkpoint start) throws SQLException {
        target.execute(
                "INSERT INTO reconciler.table_state (pipeline, table_id, state) VALUES ('shop', 'held', 'LIVE')");
        try (Connection other = target.session();
                TargetTransaction batch = target.store(Duration.ofSeconds(30), Duration.ofMillis(1))
                        .begin()) {
            Sql.execute(other, "SELECT 1 FROM reconciler.table_state WHERE table_id = 'held' FOR UPDATE");
            batch.lockCheckpoint();
            batch.notes().setTableState("lost", new TableState.Live());
            WriteFailedException timeout = catchThrowableOfType(
                    WriteFailedException.class,
                    () -> batch.attempt(() -> {
                        batch.notes().setTableState("held", new TableState.Pending());
                        return true;
                    }));
            assertThat(timeout.kind()).isEqualTo(Kind.RETRY);
            assertThat(timeout.violation()).isEqualTo(Violation.TRANSACTION_LOST);
            batch.advance(start, target.to(start, 1));
            assertThat(catchThrowableOfType(WriteFailedException.class, batch::commit)
                            .violation())
                    .isEqualTo(Violation.TRANSACTION_LOST);
        }
        assertThat(target.rows("SELECT table_id FROM reconciler.table_state")).containsExactly("held");
        assertThat(target.commit(TargetTransaction::lockCheckpoint)).isEqualTo(start);
    }

    private void timesAreInUtc(Checkpoint start) {
        ParkedEvent event = target.commit(transaction -> {
            transaction
                    .notes()
                    .park(new ParkedEvent(
                            0, "t", null, new ParkedEvent.Change(1, "1", "TRUNCATE", "{}"), "", 1, AT.plusNanos(400)));
            return transaction.notes().parked("", 1).get(0);
        });
        assertThat(event.at()).isEqualTo(AT);
        assertThat(target.rows("SELECT cast(at AS char) FROM reconciler.parked_event"))
                .containsExactly("2026-03-08 02:30:00.123456");
        assertThat(target.store().lease().orElseThrow().left())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(target.rows("SELECT abs(timestampdiff(SECOND, until, utc_timestamp())) < 60 FROM reconciler.lease"))
                .containsExactly("1");
        target.store().renewLease(start.epoch());
        try (LedgerPin pin = target.pruning(Duration.ofMinutes(5)).pin("window")) {
            target.pruning(Duration.ofMinutes(5)).prune(transaction -> true);
            pin.renew();
        }
    }

    private void userNeedsNoRightsOnTheServer() {
        server.execute(
                "",
                "CREATE USER writer IDENTIFIED BY 'writer'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON `" + target.database + "`.* TO writer",
                "GRANT ALL PRIVILEGES ON reconciler.* TO writer",
                "DROP DATABASE reconciler");
        try (HikariDataSource pool = MySqlPools.open(
                server.jdbcUrl(target.database), "writer", "writer", "few rights", 2, Duration.ofSeconds(30))) {
            MySqlTargetSchema.migrate(pool);
            MySqlTargetStore store = new MySqlTargetStore(
                    pool, MySqlTarget.PIPELINE, MySqlTarget.Place.FORMAT, MySqlTargetSettings.defaults());
            Checkpoint start = store.acquireLease("a");
            try (TargetTransaction batch = store.begin()) {
                assertThat(batch.lockCheckpoint()).isEqualTo(start);
                batch.deferReferences();
                batch.appendLedger(List.of(target.transaction(1, 1, "k")));
                batch.advance(start, target.to(start, 1));
                batch.commit();
            }
            assertThat(new MySqlLedgerPruning(pool, MySqlTarget.PIPELINE).prune(transaction -> true))
                    .isEqualTo(1);
            new MySqlPipelineTables(pool, MySqlTarget.PIPELINE).remove();
        }
    }
}
