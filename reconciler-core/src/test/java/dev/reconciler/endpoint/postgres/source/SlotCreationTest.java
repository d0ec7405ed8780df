package dev.reconciler.endpoint.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class SlotCreationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("slot_creation");

    @Test
    void whoseTransactionTheCreationWaitsForIsTold() throws SQLException, InterruptedException {
        BlockingQueue<GapWait> told = new LinkedBlockingQueue<>();
        Kept journal = new Kept();
        cluster.execute(database, "CREATE TABLE x (id int)");
        try (var pool = PostgresPools.open(
                cluster.jdbcUrl(database), "postgres", "", "slot-creation-test", 3, Duration.ofSeconds(10))) {
            PostgresSlot slot = new PostgresSlot(pool, database);
            SlotCreation creation = new SlotCreation(slot, Duration.ofMillis(20), told::add);
            CompletableFuture<StreamOrigin> created;
            try (Connection application = cluster.connect(database);
                    Statement statement = application.createStatement()) {
                application.setAutoCommit(false);
                statement.execute("SET application_name = 'month-end'");
                statement.execute("INSERT INTO x VALUES (1)");
                created = CompletableFuture.supplyAsync(() -> creation.create("test", journal));

                assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isNotNull()
                        .asString()
                        .contains("waiting for open transactions: pid ", "postgres month-end idle in transaction");
                assertThat(created).isNotDone();
                application.commit();
            }

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(created).isCompleted());
            assertThat(journal.origin()).contains(created.join());
            slot.drop();
        }
    }

    private static final class Kept implements StreamJournal {
        private final AtomicReference<StreamOrigin> origin = new AtomicReference<>();

        @Override
        public void created(StreamOrigin created) {
            origin.set(created);
        }

        @Override
        public Optional<StreamOrigin> origin() {
            return Optional.ofNullable(origin.get());
        }

        @Override
        public void forget() {
            origin.set(null);
        }
    }
}
