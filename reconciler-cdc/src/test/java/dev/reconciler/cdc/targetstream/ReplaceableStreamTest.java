package dev.reconciler.cdc.targetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ReplaceableStreamTest {
    private static final Position CHECKPOINT = new Lsn(10);
    private static final Position REPLACED = new Lsn(20);

    private final List<Position> starts = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final TransactionSink sink = new TransactionSink() {
        @Override
        public void accept(SourceTransaction transaction) {}

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    };
    private final Played played = new Played();
    private final ReplaceableStream stream = new ReplaceableStream(played, refused -> {
        replaced.add(String.valueOf(refused.getMessage()));
        return REPLACED;
    });

    /** A stream of which the test plays the server. */
    private final class Played implements ChangeStream {
        private boolean refuses;
        private TransactionSink to = sink;

        @Override
        public void start(Position from, TransactionSink sink) {
            starts.add(from);
            if (refuses) {
                refuses = false;
                throw new StreamRefusedException("purged");
            }
            to = sink;
        }

        @Override
        public void acknowledge(Position applied) {}

        @Override
        public void close() {}
    }

    @Test
    void refusedStartIsReplaced() {
        played.refuses = true;
        stream.start(CHECKPOINT, sink);

        assertThat(starts).containsExactly(CHECKPOINT, REPLACED);
        assertThat(replaced).containsExactly("purged");
    }

    @Test
    void streamThatCannotContinueIsReplacedByItsNextStartOnly() {
        stream.start(CHECKPOINT, sink);
        played.to.failed(new StreamRefusedException("an event that can't be read"));
        assertThat(failures).hasSize(1);
        stream.start(CHECKPOINT, sink);
        stream.start(CHECKPOINT, sink);

        assertThat(starts).containsExactly(CHECKPOINT, REPLACED, CHECKPOINT);
        assertThat(replaced).containsExactly("an event that can't be read");
    }

    @Test
    void streamThatLostItsConnectionIsResumed() {
        stream.start(CHECKPOINT, sink);
        played.to.failed(new IllegalStateException("connection lost"));
        stream.start(CHECKPOINT, sink);

        assertThat(starts).containsExactly(CHECKPOINT, CHECKPOINT);
        assertThat(replaced).isEmpty();
    }
}
