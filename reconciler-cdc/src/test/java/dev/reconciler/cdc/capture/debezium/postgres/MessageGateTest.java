package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.capture.debezium.postgres.internal.DecodedMessages;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.TransactionId;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.relational.Table;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("unit")
@Timeout(60)
class MessageGateTest {
    private static final TransactionId FIRST = new TransactionId("1");
    private static final TransactionId SECOND = new TransactionId("2");

    /** Remembers what came through; a COMMIT waits for room. */
    private static final class Behind implements DecodedMessages {
        final List<String> passed = new CopyOnWriteArrayList<>();
        final CountDownLatch waiting = new CountDownLatch(1);
        final CountDownLatch room = new CountDownLatch(1);

        @Override
        public boolean reads(String schema, String table) {
            return true;
        }

        @Override
        public void leftOut(String schema, String table, String reason) {
            throw new AssertionError("no table is left out here: " + table);
        }

        @Override
        public void begin(TransactionId id) {
            passed.add("begin " + id.text());
        }

        @Override
        public void change(ReplicationMessage change, Table table) {
            passed.add("change");
        }

        @Override
        public void commit(TransactionId id, Lsn end, Instant committedAt) throws InterruptedException {
            waiting.countDown();
            room.await();
            passed.add("commit " + id.text());
        }
    }

    private final Behind behind = new Behind();
    private final MessageGate gate = new MessageGate(behind);

    @Test
    void aMessageThatComesAfterTheEndIsNotPassedOn() throws Exception {
        gate.begin(FIRST);
        gate.close();

        assertThatThrownBy(() -> gate.begin(SECOND)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> gate.commit(FIRST, new Lsn(7), Instant.EPOCH))
                .isInstanceOf(InterruptedException.class);
        assertThat(behind.passed).containsExactly("begin 1");
    }

    @Test
    void aMessageThatWaitsForRoomIsGivenUpByTheEnd() throws Exception {
        CompletableFuture<Throwable> reader = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                gate.commit(FIRST, new Lsn(7), Instant.EPOCH);
                reader.completeExceptionally(new AssertionError("it came through"));
            } catch (InterruptedException e) {
                reader.complete(e);
            }
        });
        thread.start();
        behind.waiting.await();

        gate.close();
        behind.room.countDown();

        assertThat(reader.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(behind.passed).isEmpty();
        thread.join();
    }

    @Test
    void whoClosesItKeepsItsInterruption() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                gate.commit(FIRST, new Lsn(7), Instant.EPOCH);
            } catch (InterruptedException e) {
                leave.countDown();
            }
        });
        thread.start();
        behind.waiting.await();

        Thread.currentThread().interrupt();
        gate.close();

        assertThat(Thread.interrupted()).isTrue();
        leave.await();
        assertThatThrownBy(() -> gate.begin(SECOND)).isInstanceOf(InterruptedException.class);
        thread.join();
    }
}
