package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.reconciler.cdc.apply.Applier;
import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.cdc.testing.PostgresTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one PostgreSQL to another: what concurrent writers commit there is here, whatever breaks between. */
@Tag("db")
class CaptureAndApplyTest {
    private static final ApplySettings SETTINGS =
            new ApplySettings(500, 2000, Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(500));
    private static final String CASCADES = """
        ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
        ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON UPDATE CASCADE ON DELETE CASCADE\
        """;
    private static final int WRITERS = 3;
    private static final int TRANSACTIONS = 400;

    @TempDir
    Path spill;

    /** Of those that changed a row and were committed on the source, in no order. */
    private final Queue<String> committedIds = new ConcurrentLinkedQueue<>();

    private SourceFixture source;
    private PostgresTarget target;

    @BeforeEach
    void createDatabases() {
        source = new SourceFixture(PostgresCluster.shared(), spill, ShopTables.DDL, CASCADES);
        target = PostgresTarget.shop(PostgresCluster.shared());
        target.execute(CASCADES);
    }

    @AfterEach
    void close() {
        target.close();
        source.close();
    }

    @Test
    void targetEqualsTheSourceThoughStreamTargetAndProcessBreak() throws Exception {
        startAt(source.begin(ShopTables.ALL));
        AtomicInteger committed = new AtomicInteger();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            Random random = new Random(w);
            writers.add(new Thread(() -> write(random, committed)));
        }
        writers.forEach(Thread::start);

        for (int life = 1; life <= 3; life++) {
            int reached = life * WRITERS * TRANSACTIONS / 4;
            Pipeline pipeline = newPipeline();
            await().atMost(Duration.ofSeconds(60)).until(() -> committed.get() >= reached);
            target.killSessions();
            source.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
                    + source.slot.name() + "' AND active_pid IS NOT NULL");
            pipeline.close();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        Lsn last = source.insertPosition();
        source.mark();
        try (Pipeline pipeline = newPipeline()) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> pipeline.applier.checkpoint().position().covers(last));
        }

        assertThat(target.ledger())
                .extracting(transaction -> transaction.id().text())
                .as("transactions that arrived")
                .containsExactlyInAnyOrderElementsOf(committedIds);
        assertThat(target.parked()).isEmpty();
        for (String table : List.of("customers", "orders")) {
            String rows = "SELECT id, tenant, "
                    + (table.equals("orders") ? "customer_id" : "email") + " AS third, md5(note) AS note FROM " + table
                    + " ORDER BY id";
            assertThat(target.rows(rows))
                    .as(table)
                    .isEqualTo(rowsOfSource(rows))
                    .isNotEmpty();
        }
        long sequence = target.checkpoint().sequence();
        assertThat(sequence).isGreaterThan(TRANSACTIONS);
        assertThat(target.ledger().stream().map(LedgerTransaction::sequence).distinct())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, sequence).boxed().toList());
        assertThat(target.ledger()).extracting(LedgerTransaction::id).doesNotHaveDuplicates();
    }

    /** The pool may hand out a killed session first. */
    private Pipeline newPipeline() {
        return await().ignoreExceptionsInstanceOf(WriteFailedException.class).until(Pipeline::new, p -> true);
    }

    private final class Pipeline implements AutoCloseable {
        private final DebeziumPostgresStream stream = source.stream(ShopTables.ALL);
        private final Applier applier =
                target.applier(ApplyHooks.NONE, SETTINGS, TenantScope.all(), ApplyListener.NONE, stream::acknowledge);
        private final ApplyLoop loop = new ApplyLoop(applier, SETTINGS, System::nanoTime, ApplyListener.NONE, "apply");
        private final StreamKeeper keeper =
                new StreamKeeper(stream, () -> applier.checkpoint().position(), loop, SETTINGS, "keeper");

        Pipeline() {
            loop.start();
            keeper.start();
        }

        @Override
        public void close() {
            loop.close();
            keeper.close();
        }
    }

    private void startAt(Lsn start) {
        Checkpoint empty = target.store().acquireLease("test");
        try (TargetTransaction transaction = target.store().begin()) {
            transaction.lockCheckpoint();
            transaction.advance(empty, new Checkpoint(empty.epoch(), 0, start));
            transaction.commit();
        }
    }

    private List<String> rowsOfSource(String sql) {
        return source.cluster.query(source.database, sql).stream()
                .map(row -> String.join(
                        "|", row.values().stream().map(String::valueOf).toList()))
                .toList();
    }

    private void write(Random random, AtomicInteger committed) {
        try (Connection connection = source.cluster.connect(source.database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                try {
                    int statements = 1 + random.nextInt(4);
                    long rows = 0;
                    for (int s = 0; s < statements; s++) {
                        rows += statement.executeLargeUpdate(randomStatement(random));
                    }
                    String id = currentId(statement);
                    connection.commit();
                    if (rows > 0) {
                        committedIds.add(id);
                    }
                } catch (SQLException e) {
                    connection.rollback(); // a constraint or a deadlock: the source refused, nothing is committed
                }
                committed.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the source is gone", e);
        }
    }

    /** The transaction's 32-bit id, as the stream names it. */
    private static String currentId(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT pg_current_xact_id_if_assigned()::xid::text")) {
            result.next();
            return result.getString(1);
        }
    }

    /**
     * An order locks its customer first. The foreign key alone is not enough: with it, PostgreSQL 15 and 16 let an order through, about once
     * in 500 runs, whose customer another transaction gave a new id at that moment. The source itself had an order without customer then,
     * and the event was rightly parked.
     */
    private static String randomStatement(Random random) {
        int customer = random.nextInt(40);
        int order = random.nextInt(80);
        String note = "repeat('" + (char) ('a' + random.nextInt(26)) + "', " + (random.nextInt(3) * 20)
                + ") || (SELECT string_agg(md5(n::text), '') FROM generate_series(1, " + random.nextInt(200) + ") n)";
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                "INSERT INTO customers VALUES (" + customer + ", 'a', 'e" + random.nextInt(60) + "', " + note
                        + ") ON CONFLICT (id) DO UPDATE SET note = excluded.note";
            case 2 -> "UPDATE customers SET email = 'e" + random.nextInt(60) + "' WHERE id = " + customer;
            case 3 -> "UPDATE customers SET id = " + random.nextInt(40) + " WHERE id = " + customer;
            case 4 -> "DELETE FROM customers WHERE id = " + customer;
            case 5 -> "UPDATE orders SET note = " + note + " WHERE id = " + order;
            case 6 -> "UPDATE orders SET id = " + random.nextInt(80) + " WHERE id = " + order;
            default ->
                "INSERT INTO orders VALUES (" + order + ", 'a', (SELECT id FROM customers WHERE id >= " + customer
                        + " ORDER BY id LIMIT 1 FOR SHARE), " + note
                        + ") ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id";
        };
    }
}
