package dev.reconciler.app.wiring;

import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.run.Pipeline;
import dev.reconciler.window.WindowListener;
import java.util.function.UnaryOperator;

/**
 * Points at which tests force interleavings.
 *
 * @param windows called at each step of opening a window
 * @param corrections called within each correction
 * @param databases replaces the readers, so that a test can hide rows from a check
 */
public record Hooks(WindowListener windows, CorrectionHooks corrections, UnaryOperator<Pipeline> databases) {
    public static final Hooks NONE = new Hooks(WindowListener.NONE, CorrectionHooks.NONE);

    public Hooks(WindowListener windows, CorrectionHooks corrections) {
        this(windows, corrections, UnaryOperator.identity());
    }
}
