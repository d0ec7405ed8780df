package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.read.ReadFailedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a slot and tells meanwhile whose transactions this waits for. The server answers when every transaction that was running has
 * ended, which may take hours, and says nothing until then.
 */
final class SlotCreation {
    /** The interval at which the wait is reported. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);

    private final PostgresSlot slot;
    private final Duration interval;
    private final Consumer<GapWait> waiting;

    /** @param waiting told once in each interval, on a thread of its own */
    SlotCreation(PostgresSlot slot, Duration interval, Consumer<GapWait> waiting) {
        this.slot = slot;
        this.interval = interval;
        this.waiting = waiting;
    }

    /** Reports the wait in the log and to the caller that waits for the start. */
    static StreamOrigin create(PostgresSlot slot, String pipeline, StreamJournal journal, StreamSetup.Steps steps) {
        steps.progress("creating the replication slot " + slot.name());
        Consumer<GapWait> log = wait -> {
            LOG.warn(
                    "creation of the replication slot is {} slot={} side={} action=\"let these transactions end\"",
                    wait,
                    slot.name(),
                    slot.side().noun());
            steps.progress("creation of the replication slot " + slot.name() + " is " + wait);
        };
        return new SlotCreation(slot, INTERVAL, log).create(pipeline, journal);
    }

    /** As {@link PostgresSlot#create}. */
    StreamOrigin create(String pipeline, StreamJournal journal) {
        CountDownLatch created = new CountDownLatch(1);
        Thread watch = new Thread(() -> watch(created), "slot-creation-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            return slot.create(pipeline, journal);
        } finally {
            created.countDown();
        }
    }

    private void watch(CountDownLatch created) {
        try {
            while (!created.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        try {
            GapWait wait = slot.creationWait();
            if (!wait.isOver()) {
                waiting.accept(wait);
            }
        } catch (ReadFailedException e) {
            LOG.warn("what the creation of the replication slot waits for can't be read slot={}", slot.name(), e);
        }
    }
}
