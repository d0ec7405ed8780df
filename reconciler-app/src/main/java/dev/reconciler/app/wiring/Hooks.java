package dev.reconciler.app.wiring;

import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.run.Pipeline;
import dev.reconciler.window.WindowListener;
import java.util.function.UnaryOperator;

/**
 * Where tests force interleavings.
 *
 * @param windows told how windows are opened
 * @param corrections called within each correction
 * @param databases replaces what is read, so that a check can be made blind
 */
public record Hooks(WindowListener windows, CorrectionHooks corrections, UnaryOperator<Pipeline> databases) {
    public static final Hooks NONE = new Hooks(WindowListener.NONE, CorrectionHooks.NONE);

    public Hooks(WindowListener windows, CorrectionHooks corrections) {
        this(windows, corrections, UnaryOperator.identity());
    }
}
