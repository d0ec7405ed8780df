package dev.reconciler.problem;

/**
 * The subject of a problem. There is at most one open problem per key.
 *
 * @param step the step that fails, in kebab case, such as {@code backfill}, {@code publication} or {@code lease}; a metric label
 * @param table the mapped table's id; empty if the problem concerns the whole pipeline
 */
public record ProblemKey(String step, String table) implements Comparable<ProblemKey> {
    public static ProblemKey ofPipeline(String step) {
        return new ProblemKey(step, "");
    }

    public static ProblemKey ofTable(String step, String table) {
        return new ProblemKey(step, table);
    }

    @Override
    public int compareTo(ProblemKey other) {
        int byStep = step.compareTo(other.step);
        return byStep == 0 ? table.compareTo(other.table) : byStep;
    }

    @Override
    public String toString() {
        return table.isEmpty() ? step : step + " " + table;
    }
}
