package dev.reconciler.canary;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.run.finding.CanaryMode;
import dev.reconciler.run.job.Recheck;
import dev.reconciler.run.job.RunContext;
import dev.reconciler.run.job.Tally;
import java.util.ArrayList;
import java.util.List;

/** Puts back what a canary run has planted: by a proof in a window where it can, so that nothing newer is overwritten. */
final class CanaryTidying {
    private final RunContext context;
    private final Canary canary;

    CanaryTidying(RunContext context, Canary canary) {
        this.context = context;
        this.canary = canary;
    }

    /** Has the plants corrected, as any difference is, and verified again. */
    void repair(List<Plant> plants) {
        Recheck recheck = new Recheck(context.about(canary.rows(), CanaryMode.repairing()), new Tally());
        recheck.add(findings(plants));
        recheck.verify();
    }

    /** Leaves nothing planted, whichever run planted it, unless the target would not have the right row back. */
    void everything() {
        String table = canary.scope().table().id();
        List<Plant> stuck = canary.planter().takeBack().stream()
                .filter(plant -> plant.table().equals(table))
                .toList();
        if (!stuck.isEmpty()) {
            repair(stuck);
            // What a window has repaired is there no more; what even that could not stays on record, and is tried
            // again.
            canary.planter().takeBack();
        }
    }

    /** As {@link #everything} as far as that is possible without a window. */
    void afterFailure(RuntimeException failure) {
        try {
            canary.planter().takeBack();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** A window looks at their keys; what it finds there is what counts. */
    private static List<Finding.OfRow> findings(List<Plant> plants) {
        List<Finding.OfRow> findings = new ArrayList<>();
        for (Plant plant : plants) {
            findings.add(
                    plant.after() == null
                            ? new Finding.MissingInTarget(
                                    plant.table(), plant.tenant(), plant.key(), plant.before(), true)
                            : new Finding.ExtraInTarget(plant.table(), plant.tenant(), plant.key(), plant.after()));
        }
        return findings;
    }
}
