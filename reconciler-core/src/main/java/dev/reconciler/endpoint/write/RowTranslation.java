package dev.reconciler.endpoint.write;

import dev.reconciler.endpoint.write.LookupEntries.Entry;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.Translation;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Translates rows and keys of one table between the source's form and the target's, by entries that it reads once for all of them. */
final class RowTranslation {
    private final MappedTable table;
    private final LookupEntries entries;
    private final List<Row> noted = new ArrayList<>();
    /** By the index of a translated column. */
    private final Map<Integer, Map<String, String>> toStored = new HashMap<>();

    private final Map<Integer, Map<String, String>> toSource = new HashMap<>();
    /** Values whose entries are not one to one, by the index of a translated column. */
    private final Map<Integer, Set<String>> ambiguous = new HashMap<>();

    RowTranslation(MappedTable table, LookupEntries entries) {
        this.table = table;
        this.entries = entries;
    }

    /** Notes a row that {@link #readRows} is to make translatable. */
    boolean note(Row row) {
        return noted.add(row);
    }

    void readRows() {
        read(noted, toStored, table, entries::stored);
    }

    /** Makes rows of the target translatable into the source's form. */
    void readStored(Collection<Row> stored) {
        read(stored, toSource, table.asStored(), entries::sources);
    }

    private void read(
            Collection<Row> rows,
            Map<Integer, Map<String, String>> into,
            MappedTable form,
            BiFunction<Translation, Collection<String>, List<Entry>> by) {
        for (int i = 0; i < table.columns().size(); i++) {
            Translation translation = table.columns().get(i).translation();
            if (translation != null) {
                LogicalType type = form.columns().get(i).target().type().logical();
                Set<String> values = new HashSet<>();
                for (Row row : rows) {
                    String value = row.value(i);
                    if (value != null) {
                        values.add(type.canonical(value));
                    }
                }
                add(i, values, into, translation, by);
            }
        }
    }

    /** Makes keys of the source's form translatable. */
    void readKeys(Collection<RowKey> keys) {
        for (int part = 0; part < table.key().size(); part++) {
            int index = table.key().get(part);
            Translation translation = table.columns().get(index).translation();
            if (translation != null) {
                Set<String> values = new HashSet<>();
                for (RowKey key : keys) {
                    values.add(key.parts().get(part));
                }
                add(index, values, toStored, translation, entries::stored);
            }
        }
    }

    private void add(
            int index,
            Set<String> values,
            Map<Integer, Map<String, String>> into,
            Translation translation,
            BiFunction<Translation, Collection<String>, List<Entry>> by) {
        Map<String, String> known = into.computeIfAbsent(index, i -> new HashMap<>());
        values.removeAll(known.keySet());
        if (values.isEmpty()) {
            return;
        }
        for (Entry entry : by.apply(translation, values)) {
            if (known.put(entry.by(), entry.wanted()) != null || entry.shared()) {
                ambiguous.computeIfAbsent(index, i -> new HashSet<>()).add(entry.by());
            }
        }
        known.keySet().removeAll(ambiguous.getOrDefault(index, Set.of()));
    }

    /** The key in the target's form; empty if a part of it has no entry, or its entries are not one to one. */
    Optional<RowKey> key(RowKey key) {
        List<String> parts = new ArrayList<>();
        for (int part = 0; part < key.parts().size(); part++) {
            int index = table.key().get(part);
            String value = key.parts().get(part);
            if (table.columns().get(index).translation() == null) {
                parts.add(value);
                continue;
            }
            String stored = toStored.getOrDefault(index, Map.of()).get(value);
            if (stored == null) {
                return Optional.empty();
            }
            parts.add(stored);
        }
        return Optional.of(new RowKey(parts));
    }

    /** As {@link #key}. @throws WriteFailedException if entries of a part are not one to one, so that the key may be that of a row */
    Optional<RowKey> keyIfAny(RowKey key) {
        for (int part = 0; part < key.parts().size(); part++) {
            int index = table.key().get(part);
            String value = key.parts().get(part);
            if (isAmbiguous(index, value)) {
                throw without(index, value);
            }
        }
        return key(key);
    }

    private boolean isAmbiguous(int index, String value) {
        return ambiguous.getOrDefault(index, Set.of()).contains(value);
    }

    /** @throws WriteFailedException if a part of the key has no entry */
    RowKey requiredKey(RowKey key) {
        return key(key).orElseThrow(() -> {
            for (int part = 0; part < key.parts().size(); part++) {
                int index = table.key().get(part);
                String value = key.parts().get(part);
                if (table.columns().get(index).translation() != null
                        && !toStored.getOrDefault(index, Map.of()).containsKey(value)) {
                    return without(index, value);
                }
            }
            throw new IllegalStateException("all parts of " + key + " have entries");
        });
    }

    /** @throws WriteFailedException if a value has no entry */
    Row stored(Row row) {
        List<@Nullable String> values = new ArrayList<>(row.values());
        for (int i = 0; i < values.size(); i++) {
            MappedColumn column = table.columns().get(i);
            String value = row.value(i);
            if (column.translation() != null && value != null) {
                String canonical = column.target().type().logical().canonical(value);
                String stored = toStored.getOrDefault(i, Map.of()).get(canonical);
                if (stored == null) {
                    throw without(i, canonical);
                }
                values.set(i, literal(table.asStored(), i, stored));
            }
        }
        return new Row(values);
    }

    /** A row of the target in the source's form; a value without an entry is an {@link dev.reconciler.row.InvalidValue}. */
    Row source(Row stored) {
        List<@Nullable String> values = new ArrayList<>(stored.values());
        for (int i = 0; i < values.size(); i++) {
            Translation translation = table.columns().get(i).translation();
            String value = stored.value(i);
            if (translation != null && value != null) {
                String canonical = translation.stored().type().logical().canonical(value);
                String source = toSource.getOrDefault(i, Map.of()).get(canonical);
                values.set(i, source == null ? translation.withoutEntry(value) : literal(table, i, source));
            }
        }
        return new Row(values);
    }

    private static String literal(MappedTable form, int index, String canonical) {
        return form.columns().get(index).target().type().logical().literal(canonical);
    }

    /** The failure of a write to a row whose entry changed after the transaction had locked it. */
    WriteFailedException moved(RowKey key, RowKey before, RowKey now) {
        String what = "key " + key + " had the stored key " + before + " when its row was locked, and now has " + now
                + ": its entry in a lookup table changed meanwhile; nothing was written";
        return new WriteFailedException(
                WriteFailedException.Kind.DATA,
                Violation.INVALID,
                "",
                "target: writing " + table.id() + ": " + what,
                new IllegalStateException(what));
    }

    private WriteFailedException without(int index, String value) {
        MappedColumn column = table.columns().get(index);
        Translation translation = column.translation();
        boolean several = isAmbiguous(index, value);
        String what = "target column " + column.target().name() + ": value " + value
                + (several ? " has several entries, or another value has the same one, in" : " has no entry in")
                + " lookup table "
                + (translation == null
                        ? ""
                        : translation.table() + "." + translation.source().name());
        return new WriteFailedException(
                WriteFailedException.Kind.DATA,
                Violation.INVALID,
                "",
                "target: writing " + table.id() + ": " + what
                        + (several
                                ? ": remove the wrong entry, and create the unique index again; then retry"
                                : ": add the entry, then retry"),
                new IllegalArgumentException(what));
    }
}
