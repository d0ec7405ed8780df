package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.window.Lane;
import java.util.Collection;
import java.util.List;

/** Decides which of a window's findings are proven by now, and which have to be looked at again. */
@FunctionalInterface
public interface Confirmation {
    /** Where the daemon writes the target, a window is a proof by itself. */
    Confirmation AT_ONCE = (lane, found, look) -> new Screened(List.copyOf(found), List.of());

    /**
     * @param lane that found them, still open
     * @param look what the window was opened for
     */
    Screened screen(Lane lane, Collection<Finding> found, Look look);
}
