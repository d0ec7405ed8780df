package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import java.util.Optional;

/** Events of the key are parked: the row is in its state before the first of them. */
public final class ApplyFailureRule implements CauseRule {
    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        return finding instanceof Finding.ApplyFailure failure
                ? Optional.of(new Attribution(
                        Cause.APPLY_FAILURE,
                        "events of this key are parked; the first failed with: " + failure.error()))
                : Optional.empty();
    }
}
