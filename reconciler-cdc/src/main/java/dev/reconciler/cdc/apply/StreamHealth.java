package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.DeposedException;
import java.time.Duration;

/** The reason why the stream waits or has ended, from the applier's last report. */
public final class StreamHealth implements ApplyListener {
    private volatile String trouble = "";
    private volatile String ended = "";

    @Override
    public void applied(AppliedBatch batch) {
        trouble = "";
    }

    @Override
    public void waiting(RuntimeException because, int attempt, Duration delay) {
        trouble = "the target can't be written: " + because.getMessage();
    }

    @Override
    public void streamFailed(Throwable because) {
        trouble = "the stream failed: " + because.getMessage();
    }

    @Override
    public void deposed(DeposedException because) {
        ended = String.valueOf(because.getMessage());
    }

    @Override
    public void failed(RuntimeException because) {
        ended = "applying ended by a failure: " + because;
    }

    /** The reason why the stream waits; empty if it does not. */
    public String trouble() {
        return trouble;
    }

    /** The reason why this process no longer applies: its own failure, or the writer that took over. */
    public String ended() {
        return ended.isEmpty() ? "applying has ended; the reason is in the daemon's log" : ended;
    }
}
