package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.cdc.capture.RowImage;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a source table from some place of the log on, resolved against its mapping.
 *
 * @param places for each of {@link MappedTable#imageColumns} the places of its source columns among the logged ones; {@link #NONE} where a column is gone
 * @param missing mapped source columns that are gone
 * @param unread places of columns that can't be read as the mapping reads them, each with the reason
 * @param types type by column name, of all columns
 */
record LoggedShape(
        MappedTable table,
        LoggedTable described,
        List<List<Integer>> places,
        Set<String> missing,
        Map<Integer, String> unread,
        Map<String, String> types) {
    private static final int NONE = -1;

    static LoggedShape of(MappedTable table, LoggedTable described) {
        Map<String, Integer> byName = new HashMap<>();
        Map<String, String> types = new TreeMap<>();
        for (int i = 0; i < described.columns().size(); i++) {
            LoggedColumn column = described.columns().get(i);
            byName.put(column.name(), i);
            types.put(column.name(), column.typeName());
        }
        Set<String> missing = new TreeSet<>();
        List<List<Integer>> places = new ArrayList<>();
        Map<Integer, String> unread = new TreeMap<>();
        for (MappedColumn mapped : table.imageColumns()) {
            List<Integer> ofColumn = new ArrayList<>();
            for (Column source : mapped.sources()) {
                int place = byName.getOrDefault(source.name(), NONE);
                ofColumn.add(place);
                if (place == NONE) {
                    missing.add(source.name());
                } else if (!described
                        .columns()
                        .get(place)
                        .isReadAs(source.type().logical())) {
                    unread.put(
                            place,
                            "column " + source.name() + " is " + types.get(source.name())
                                    + " in the log, and the mapping reads it as "
                                    + source.type().sqlName());
                }
            }
            places.add(ofColumn);
        }
        return new LoggedShape(table, described, places, missing, unread, types);
    }

    /**
     * One image of a row.
     *
     * @param logged the columns that the image has
     * @param cells their values
     * @param isOld a value that the image lacks is then null
     */
    RowImage image(BitSet logged, Serializable[] cells, boolean isOld) {
        return new Image(this, logged, cells, isOld);
    }

    /** @throws IllegalArgumentException if the old image of a row lacks a part of the key, so that its change can't be known */
    void requireKey(BitSet loggedBefore) {
        for (int index : table.key()) {
            for (int place : places.get(index)) {
                if (place != NONE && !loggedBefore.get(place)) {
                    throw new IllegalArgumentException("the logged old row lacks the key column "
                            + described.columns().get(place).name()
                            + ": set binlog_row_image=FULL in every session of the server");
                }
            }
        }
    }

    private record Image(LoggedShape shape, BitSet logged, Serializable[] cells, boolean isOld) implements RowImage {
        @Override
        public Set<String> missing() {
            return shape.missing;
        }

        @Override
        public @Nullable String text(int column, int index) {
            int place = shape.places.get(column).get(index);
            Column source = shape.table.imageColumns().get(column).sources().get(index);
            if (place == NONE) {
                return null;
            }
            if (!logged.get(place)) {
                return isOld ? null : UNAVAILABLE;
            }
            String reason = shape.unread.get(place);
            if (reason != null) {
                throw new IllegalArgumentException(reason);
            }
            Serializable cell = cells[logged.get(0, place).cardinality()];
            if (cell == null) {
                return null;
            }
            try {
                return shape.described
                        .columns()
                        .get(place)
                        .text(cell, source.type().logical());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("column " + source.name() + ": " + e.getMessage(), e);
            }
        }
    }
}
