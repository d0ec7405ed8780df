package dev.reconciler.app.wiring;

import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.window.WindowListener;

/**
 * Where tests force interleavings.
 *
 * @param windows told how windows are opened
 * @param corrections called within each correction
 */
public record Hooks(WindowListener windows, CorrectionHooks corrections) {
    public static final Hooks NONE = new Hooks(WindowListener.NONE, CorrectionHooks.NONE);
}
