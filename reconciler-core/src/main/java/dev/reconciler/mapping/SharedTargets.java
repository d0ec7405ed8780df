package dev.reconciler.mapping;

import dev.reconciler.mapping.RowFilter.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * Mappings that fill one target table. Each has to fill its own slice of it: a column of the target's key holds a constant, with
 * another value in each mapping.
 */
public final class SharedTargets {
    private SharedTargets() {}

    /** A mapping whose rows nothing tells apart from those of an earlier one. */
    public record Overlap(MappedTable table, MappedTable other) {
        /** The problem and, after the last colon, its fix. */
        public String problem() {
            return "target table " + table.target() + " is also filled from " + other.source()
                    + ", and their rows can have the same keys: make a column part of the target's key (or of 'key') that has"
                    + " another value in the constants of each mapping, which differs in more than case and trailing blanks";
        }
    }

    public static List<Overlap> overlaps(List<MappedTable> tables) {
        List<Overlap> overlaps = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            for (MappedTable other : tables.subList(0, i)) {
                if (other.target().equals(tables.get(i).target()) && !areApart(other, tables.get(i))) {
                    overlaps.add(new Overlap(tables.get(i), other));
                }
            }
        }
        return overlaps;
    }

    private static boolean areApart(MappedTable one, MappedTable other) {
        return one.slice().conditions().stream()
                .anyMatch(condition -> other.slice().conditions().stream().anyMatch(each -> differ(condition, each)));
    }

    private static boolean differ(Condition one, Condition other) {
        return one.column().name().equals(other.column().name())
                && areApart(one.values().get(0), other.values().get(0));
    }

    /** Returns whether two constants differ in any usual collation: in more than case and blanks at the end. */
    public static boolean areApart(String one, String other) {
        return !one.stripTrailing().equalsIgnoreCase(other.stripTrailing());
    }
}
