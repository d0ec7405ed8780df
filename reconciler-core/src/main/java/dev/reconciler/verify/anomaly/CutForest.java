package dev.reconciler.verify.anomaly;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.returntypes.DiVector;
import java.util.List;

/**
 * A robust random cut forest (S. Guha, N. Mishra, G. Roy and O. Schrijvers, Robust random cut forest based anomaly detection on streams, ICML
 * 2016) over points of equal size. Equal points in equal order and an equal seed give equal scores.
 */
final class CutForest {
    private static final int TREES = 50;
    private static final int POINTS_OF_A_TREE = 256;

    private final RandomCutForest forest;

    CutForest(List<float[]> points, long seed) {
        this.forest = RandomCutForest.builder()
                .dimensions(points.get(0).length)
                .numberOfTrees(TREES)
                .sampleSize(POINTS_OF_A_TREE)
                .outputAfter(Math.min(points.size(), POINTS_OF_A_TREE / 4))
                // Every point is as likely to be in a tree, whatever its place in the order.
                .timeDecay(0)
                .parallelExecutionEnabled(false)
                .randomSeed(seed)
                .build();
        points.forEach(forest::update);
    }

    /** Higher for a point that fewer cuts separate from the others. */
    double score(float[] point) {
        return forest.getAnomalyScore(point);
    }

    /** The part of each dimension in the score. */
    double[] attribution(float[] point) {
        DiVector parts = forest.getAnomalyAttribution(point);
        double[] sums = new double[point.length];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = parts.getHighLowSum(i);
        }
        return sums;
    }
}
