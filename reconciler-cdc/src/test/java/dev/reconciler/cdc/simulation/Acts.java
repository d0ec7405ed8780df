package dev.reconciler.cdc.simulation;

import java.util.Random;

/**
 * The other actors' actions, with their frequency. Each world has rates of its own: a slow applier, a source whose transactions
 * are visible late, or no crash at all each make interleavings frequent that are rare where all rates are average.
 */
final class Acts {
    enum Act {
        COMMIT(38),
        BECOME_VISIBLE(18),
        BECOME_EXECUTED(12),
        APPLY(20),
        PRUNE(6),
        CRASH(1),
        ROGUE_WRITE(4);

        private final double usual;

        Act(double usual) {
            this.usual = usual;
        }
    }

    private static final double[] FACTORS = {0.3, 1, 3};

    private final double[] weights = new double[Act.values().length];
    private double sum;

    Acts(Random random) {
        for (Act act : Act.values()) {
            double weight = act.usual * FACTORS[random.nextInt(FACTORS.length)];
            weights[act.ordinal()] = weight;
            sum += weight;
        }
    }

    Act next(Random random) {
        double left = random.nextDouble() * sum;
        for (Act act : Act.values()) {
            left -= weights[act.ordinal()];
            if (left < 0) {
                return act;
            }
        }
        return Act.COMMIT;
    }
}
