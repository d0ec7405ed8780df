package dev.reconciler.canary;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.run.finding.CanaryMode;
import dev.reconciler.run.job.Recheck;
import dev.reconciler.run.job.RunContext;
import dev.reconciler.run.job.Tally;
import java.util.ArrayList;
import java.util.List;

/** Removes what canary runs have planted, if necessary through a window, which proves that nothing newer is overwritten. */
final class CanaryCleanup {
    private final RunContext context;
    private final Canary canary;

    CanaryCleanup(RunContext context, Canary canary) {
        this.context = context;
        this.canary = canary;
    }

    /** Has the plants corrected like any other difference, and verifies them again. */
    void repair(List<Plant> plants) {
        Recheck recheck = new Recheck(context.about(canary.rows(), CanaryMode.repairing()), new Tally());
        recheck.add(findings(plants));
        recheck.verify();
    }

    /** Removes every plant, whichever run planted it, unless the target rejects the right row. */
    void removeAll() {
        String table = canary.scope().table().id();
        List<Plant> stuck = canary.planter().takeBack().stream()
                .filter(plant -> plant.row().table().equals(table))
                .toList();
        if (!stuck.isEmpty()) {
            repair(stuck);
            // Records the removal of the plants that the window has repaired. The others stay recorded for the next
            // attempt.
            canary.planter().takeBack();
        }
    }

    /** As {@link #removeAll}, without a window. */
    void removeAfterFailure(RuntimeException failure) {
        try {
            canary.planter().takeBack();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Names the keys for the window, which reads the rows again. */
    private static List<Finding.OfRow> findings(List<Plant> plants) {
        List<Finding.OfRow> findings = new ArrayList<>();
        for (Plant plant : plants) {
            ChangedRow row = plant.row();
            findings.add(
                    row.after() == null
                            ? new Finding.MissingInTarget(row.table(), row.tenant(), row.key(), row.before(), true)
                            : new Finding.ExtraInTarget(row.table(), row.tenant(), row.key(), row.after()));
        }
        return findings;
    }
}
