package dev.reconciler.canary;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a job must find of what is planted, and that it must find nothing else.
 *
 * @param countsOnly whether the job sees rows only where their number is wrong; it may find other plants on the way
 */
public record Expectation(List<Plant> plants, boolean countsOnly) {
    public Expectation {
        plants = List.copyOf(plants);
    }

    /** What is wrong with what a job found, each for people; empty if it is exactly what it must be. */
    public record Shortfall(List<String> missed, List<String> unexpected) {
        public Shortfall {
            missed = List.copyOf(missed);
            unexpected = List.copyOf(unexpected);
        }

        public boolean isNone() {
            return missed.isEmpty() && unexpected.isEmpty();
        }
    }

    private record What(DiscrepancyType type, RowKey key) {
        @Override
        public String toString() {
            return type + " of row " + key;
        }
    }

    /** @param found everything that the job found, in whatever order and however often */
    public Shortfall of(Collection<? extends Finding> found) {
        Set<What> rows = new HashSet<>();
        List<String> unexpected = new ArrayList<>();
        for (Finding finding : found) {
            if (finding instanceof Finding.OfRow row) {
                rows.add(new What(row.type(), row.key()));
            } else if (!(finding instanceof Finding.CountMismatch) || lacking() == 0) {
                unexpected.add(finding.type() + " " + finding.subject());
            }
        }
        List<String> missed = new ArrayList<>();
        for (Plant plant : plants) {
            What what = new What(plant.type(), plant.key());
            if (!rows.remove(what) && (!countsOnly || plant.type() != DiscrepancyType.FIELD_MISMATCH)) {
                missed.add(what.toString());
            }
        }
        rows.forEach(what -> unexpected.add(what.toString()));
        if (countsOnly && lacking() != 0 && found.stream().noneMatch(Finding.CountMismatch.class::isInstance)) {
            missed.add(DiscrepancyType.COUNT_MISMATCH.name());
        }
        return new Shortfall(missed, unexpected);
    }

    private long lacking() {
        return plants.stream()
                .mapToLong(plant -> plant.after() == null ? 1 : plant.before() == null ? -1 : 0)
                .sum();
    }
}
