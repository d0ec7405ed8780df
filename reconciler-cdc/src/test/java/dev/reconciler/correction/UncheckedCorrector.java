package dev.reconciler.correction;

import dev.reconciler.endpoint.write.TargetStore;
import java.time.Instant;

/** A corrector that doesn't ask whether anything newer came, as the simulation's mutant wants it. */
public final class UncheckedCorrector extends Corrector {
    public UncheckedCorrector(TargetStore store) {
        super(store, () -> Instant.EPOCH, () -> "unchecked", CorrectionHooks.NONE);
    }

    @Override
    String reasonNotProven(Batch batch, CorrectionPlan plan, Standing standing) {
        return "";
    }
}
