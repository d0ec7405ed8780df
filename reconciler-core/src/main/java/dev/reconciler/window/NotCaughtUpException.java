package dev.reconciler.window;

import dev.reconciler.position.Position;
import java.time.Duration;

/** No window could be opened in time: the stream is behind, or no source snapshot was admitted. Not a verdict. */
public final class NotCaughtUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotCaughtUpException(String obstacle) {
        super(obstacle);
    }

    public NotCaughtUpException(Position high, Position checkpoint, Duration waited) {
        super("the target has applied up to " + checkpoint.text() + ", the source had written up to " + high.text()
                + "; not reached within " + waited.toSeconds() + " s. Is the stream running, paused or behind?");
    }
}
