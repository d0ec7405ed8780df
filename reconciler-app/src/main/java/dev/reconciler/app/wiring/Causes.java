package dev.reconciler.app.wiring;

import dev.reconciler.verify.cause.ApplyFailureRule;
import dev.reconciler.verify.cause.CauseFinder;
import java.util.List;

/** The rules that find causes, in the order in which they are asked. */
final class Causes {
    private Causes() {}

    static CauseFinder finder() {
        return new CauseFinder(List.of(new ApplyFailureRule()));
    }
}
