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
 * The findings that a job must report while plants are in place: each plant, and nothing else.
 *
 * @param countsOnly true if the job reads rows only where a count differs. It may miss a changed row, or report it by chance
 */
public record Expectation(List<Plant> plants, boolean countsOnly) {
    public Expectation {
        plants = List.copyOf(plants);
    }

    /** The difference between the findings and the expectation, as text; both lists are empty if the job passed. */
    public record Shortfall(List<String> missed, List<String> unexpected) {
        public Shortfall {
            missed = List.copyOf(missed);
            unexpected = List.copyOf(unexpected);
        }

        public boolean isNone() {
            return missed.isEmpty() && unexpected.isEmpty();
        }
    }

    private record Expected(DiscrepancyType type, RowKey key) {
        @Override
        public String toString() {
            return type + " of row " + key;
        }
    }

    /** Compares. @param found all findings of the job, in any order; duplicates are allowed */
    public Shortfall of(Collection<? extends Finding> found) {
        Set<Expected> rows = new HashSet<>();
        List<String> unexpected = new ArrayList<>();
        for (Finding finding : found) {
            if (finding instanceof Finding.OfRow row) {
                rows.add(new Expected(row.type(), row.key()));
            } else if (!(finding instanceof Finding.CountMismatch) || lacking() == 0) {
                unexpected.add(finding.type() + " " + finding.subject());
            }
        }
        List<String> missed = new ArrayList<>();
        for (Plant plant : plants) {
            Expected expected = new Expected(plant.type(), plant.row().key());
            if (!rows.remove(expected) && (!countsOnly || plant.type() != DiscrepancyType.FIELD_MISMATCH)) {
                missed.add(expected.toString());
            }
        }
        rows.forEach(row -> unexpected.add(row.toString()));
        if (countsOnly && lacking() != 0 && found.stream().noneMatch(Finding.CountMismatch.class::isInstance)) {
            missed.add(DiscrepancyType.COUNT_MISMATCH.name());
        }
        return new Shortfall(missed, unexpected);
    }

    private long lacking() {
        return plants.stream().mapToLong(Plant::lackingRows).sum();
    }
}
