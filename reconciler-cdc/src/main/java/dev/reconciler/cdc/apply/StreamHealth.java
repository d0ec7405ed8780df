package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.DeposedException;
import java.time.Duration;

/** Why the stream waits, or has ended, as the applier last reported it. */
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
        trouble = "the stream broke: " + because.getMessage();
    }

    @Override
    public void deposed(DeposedException because) {
        ended = String.valueOf(because.getMessage());
    }

    @Override
    public void failed(RuntimeException because) {
        ended = "applying ended by a failure: " + because;
    }

    /** Why it waits; empty if it does not. */
    public String trouble() {
        return trouble;
    }

    /** Why this process does not apply any more: its own reason, or which writer took over, when and why. */
    public String ended() {
        return ended.isEmpty() ? "applying has ended; the daemon's log says why" : ended;
    }
}
