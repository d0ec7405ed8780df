package dev.reconciler.ledger;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.schema.Column;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The after-image of a key, as hashes: what the target must hold if nothing came later.
 *
 * <p>A change event may lack unchanged values ({@link Column#mayBeOmitted}), but no short ones. So each longer value of such a
 * column is hashed on its own ("wide"), and an event that lacks it takes the hash from the key's entry before, or, if that has
 * none, the value from the source snapshot.
 *
 * <p>No hash shows a distance, so a column that is compared with a tolerance has its value here. A column that is never compared is
 * not part of an image.
 *
 * @param present false: the key was deleted
 * @param core hash of the row without the columns that have a wide hash or a value of their own; null when absent
 * @param wide per wide column (index in mapping order) its value's hash; {@link #UNAVAILABLE} where the event lacked it
 * @param values per column with a tolerance (index in mapping order) its value in text form, empty for NULL
 */
public record LedgerImage(
        boolean present, @Nullable RowHash core, Map<Integer, RowHash> wide, Map<Integer, Optional<String>> values) {
    public static final LedgerImage ABSENT = new LedgerImage(false, null, Map.of());

    /** Stands for a value that the event lacked. */
    public static final RowHash UNAVAILABLE = new RowHash(0, 0);

    public LedgerImage {
        wide = wide.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(wide));
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** An image of a table without tolerances. */
    public LedgerImage(boolean present, @Nullable RowHash core, Map<Integer, RowHash> wide) {
        this(present, core, wide, Map.of());
    }

    /**
     * The image of a row from its change event.
     *
     * @param unavailable the columns (index in mapping order) that the event lacked; their values in {@code row} are ignored
     */
    public static LedgerImage of(MappedTable table, Row row, IntPredicate unavailable) {
        Map<Integer, RowHash> wide = new TreeMap<>();
        Map<Integer, Optional<String>> values = new TreeMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
            MappedColumn column = table.columns().get(i);
            if (!column.isCompared()) {
                continue;
            }
            if (unavailable.test(i)) {
                wide.put(i, UNAVAILABLE);
            } else if (column.hasTolerance()) {
                values.put(i, Optional.ofNullable(row.value(i)));
            } else if (column.mayBeUnavailable() && isLong(table, i, row.value(i))) {
                wide.put(i, table.encoding().hashOfValue(i, row.value(i)));
            }
        }
        return new LedgerImage(true, core(table, row, wide, values), wide, values);
    }

    private static RowHash core(
            MappedTable table, Row row, Map<Integer, RowHash> wide, Map<Integer, Optional<String>> values) {
        return table.encoding()
                .hashWithout(
                        row,
                        i -> wide.containsKey(i)
                                || values.containsKey(i)
                                || !table.columns().get(i).isCompared());
    }

    /** This image, with values that its event lacked taken from the key's previous image. */
    public LedgerImage after(@Nullable LedgerImage before) {
        if (before == null || !isPartial()) {
            return this;
        }
        Map<Integer, RowHash> known = new TreeMap<>(wide);
        known.replaceAll(
                (column, hash) -> hash.equals(UNAVAILABLE) ? before.wide.getOrDefault(column, UNAVAILABLE) : hash);
        Map<Integer, Optional<String>> texts = new TreeMap<>(values);
        before.values.forEach((column, text) -> {
            if (known.remove(column, UNAVAILABLE)) {
                texts.put(column, text);
            }
        });
        return new LedgerImage(present, core, known, texts);
    }

    public boolean isPartial() {
        return wide.containsValue(UNAVAILABLE);
    }

    /** Returns whether both can be images of one row: no column that both know differs, except those with a tolerance. */
    public boolean mayBeSame(LedgerImage other) {
        if (core == null || other.core == null) {
            return core == null && other.core == null;
        }
        if (core.equals(UNAVAILABLE) || other.core.equals(UNAVAILABLE)) {
            return true;
        }
        if (!wide.keySet().equals(other.wide.keySet())) {
            return isPartial()
                    || other.isPartial(); // the two cores leave out different columns: they can't be compared
        }
        return core.equals(other.core)
                && wide.entrySet().stream().allMatch(value -> {
                    RowHash here = value.getValue();
                    RowHash there = other.wide.getOrDefault(value.getKey(), UNAVAILABLE);
                    return here.equals(there) || here.equals(UNAVAILABLE) || there.equals(UNAVAILABLE);
                });
    }

    /**
     * Returns whether a target row matches this image.
     *
     * @param target the row that the target holds; null if there is no row
     * @param source the row of the source snapshot, for values that no entry has; null if there is no row
     */
    public boolean matches(MappedTable table, @Nullable Row target, @Nullable Row source) {
        if (target == null || core == null) {
            return !present && target == null;
        }
        if (!core.equals(core(table, target, wide, values))) {
            return false;
        }
        for (Map.Entry<Integer, Optional<String>> value : values.entrySet()) {
            int column = value.getKey();
            if (!table.columns().get(column).agree(value.getValue().orElse(null), target.value(column))) {
                return false;
            }
        }
        for (Map.Entry<Integer, RowHash> value : wide.entrySet()) {
            int column = value.getKey();
            boolean same = value.getValue().equals(UNAVAILABLE)
                    ? source != null && table.columns().get(column).agree(source.value(column), target.value(column))
                    : value.getValue().equals(table.encoding().hashOfValue(column, target.value(column)));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLong(MappedTable table, int column, @Nullable String text) {
        if (text == null) {
            return false;
        }
        return switch (table.columns().get(column).target().type().logical()) {
            case TEXT, PADDED_TEXT, DECIMAL ->
                3 * text.length() > Column.CARRIED_VALUE_BYTES
                        && text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > Column.CARRIED_VALUE_BYTES;
            case BYTES -> text.length() > 2 * Column.CARRIED_VALUE_BYTES;
            default -> true; // the engine's own form may be longer than its text
        };
    }
}
