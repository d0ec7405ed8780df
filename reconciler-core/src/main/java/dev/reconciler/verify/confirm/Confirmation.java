package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.window.Lane;
import java.util.Collection;
import java.util.List;

/** Divides a window's findings into proven ones and those that need another reading. */
@FunctionalInterface
public interface Confirmation {
    /**
     * For a target that the daemon writes: one window is a proof.
     *
     * @throws ReadFailedException if the source has ceased to prove what its snapshots contain
     */
    Confirmation AT_ONCE = (lane, found, look) -> {
        if (!lane.source().content().isProven()) {
            throw new ReadFailedException(
                    "the source ceased to prove what its snapshots contain ("
                            + lane.source().content()
                            + "): restart the daemon, which then confirms differences by a second reading",
                    null);
        }
        return new Screened(List.copyOf(found), List.of());
    };

    /**
     * @param lane the lane that found them, still open
     * @param look the purpose of the window
     */
    Screened screen(Lane lane, Collection<Finding> found, Look look);
}
