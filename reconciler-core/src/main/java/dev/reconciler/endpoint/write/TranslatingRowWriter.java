package dev.reconciler.endpoint.write;

import dev.reconciler.endpoint.write.KeyedWrite.Delete;
import dev.reconciler.endpoint.write.KeyedWrite.Move;
import dev.reconciler.endpoint.write.KeyedWrite.Update;
import dev.reconciler.endpoint.write.KeyedWrite.Upsert;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.ForeignKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes rows in the source's form into tables whose lookup tables give them other values. The entries are read in the transaction of
 * the write; one that is removed meanwhile leaves a row that verification finds.
 *
 * <p>A write that needs an entry which does not exist is a {@link WriteFailedException} of {@link Violation#INVALID}: nothing of it is
 * written. So is one whose entries are not one to one, and one to a row that the transaction has locked under another id: its entry
 * changed meanwhile, and the row of the new id may be that of another key. A key without an entry names no row, so a deletion of it
 * changes nothing.
 */
public final class TranslatingRowWriter implements RowWriter {
    private final RowWriter rows;
    private final LookupEntries entries;
    /** Stored keys of locked rows, by mapping and key. */
    private final Map<String, Map<RowKey, RowKey>> locked = new HashMap<>();

    /** @param rows writes rows as the target stores them */
    public TranslatingRowWriter(RowWriter rows, LookupEntries entries) {
        this.rows = rows;
        this.entries = entries;
    }

    @Override
    public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
        if (!table.isTranslated()) {
            return rows.lock(table, keys);
        }
        RowTranslation translation = new RowTranslation(table, entries);
        translation.readKeys(keys);
        Map<RowKey, RowKey> byStored = new LinkedHashMap<>();
        keys.forEach(key -> translation.key(key).ifPresent(stored -> byStored.put(stored, key)));
        Map<RowKey, Row> stored = rows.lock(table.asStored(), byStored.keySet());
        translation.readStored(stored.values());
        Map<RowKey, Row> found = new LinkedHashMap<>();
        byStored.forEach((key, original) -> {
            Row row = stored.get(key);
            if (row != null) {
                found.put(original, translation.source(row));
                locked.computeIfAbsent(table.id(), id -> new HashMap<>()).put(original, key);
            }
        });
        return found;
    }

    @Override
    public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
        if (!table.isTranslated() || writes.isEmpty()) {
            return rows.write(table, scope, writes);
        }
        InvalidRows.refuse(table, writes);
        RowTranslation translation = new RowTranslation(table, entries);
        Reading reading = new Reading(translation, new ArrayList<>());
        writes.forEach(write -> write.accept(reading));
        translation.readKeys(reading.keys());
        translation.readRows();
        Stored stored = new Stored(translation, locked.getOrDefault(table.id(), Map.of()));
        writes.forEach(write -> write.accept(stored));
        WriteResult result = rows.write(table.asStored(), scope, stored.writes);
        List<RowKey> absent = new ArrayList<>(stored.absent);
        result.absent().forEach(key -> absent.add(stored.original(key)));
        return new WriteResult(
                result.written(),
                absent,
                result.foreign().stream().map(stored::original).toList());
    }

    /** Notes what is to be translated. */
    private record Reading(RowTranslation translation, List<RowKey> keys)
            implements KeyedWrite.Visitor<Boolean, RuntimeException> {
        @Override
        public Boolean upsert(Upsert upsert) {
            keys.add(upsert.key());
            return translation.note(upsert.row());
        }

        @Override
        public Boolean update(Update update) {
            keys.add(update.key());
            return translation.note(update.row());
        }

        @Override
        public Boolean move(Move move) {
            keys.add(move.from());
            keys.add(move.key());
            return translation.note(move.row());
        }

        @Override
        public Boolean delete(Delete delete) {
            return keys.add(delete.key());
        }
    }

    /** The writes with the target's values, and the keys of those that need no statement. */
    private static final class Stored implements KeyedWrite.Visitor<Boolean, RuntimeException> {
        private final RowTranslation translation;
        private final Map<RowKey, RowKey> locked;
        private final List<KeyedWrite> writes = new ArrayList<>();
        private final List<RowKey> absent = new ArrayList<>();
        private final Map<RowKey, RowKey> originals = new LinkedHashMap<>();

        /** @param locked the stored keys of locked rows */
        Stored(RowTranslation translation, Map<RowKey, RowKey> locked) {
            this.translation = translation;
            this.locked = locked;
        }

        RowKey original(RowKey stored) {
            return originals.getOrDefault(stored, stored);
        }

        private RowKey remember(RowKey original, RowKey stored) {
            RowKey before = locked.getOrDefault(original, stored);
            if (!before.equals(stored)) {
                throw translation.moved(original, before, stored);
            }
            originals.put(stored, original);
            return stored;
        }

        @Override
        public Boolean upsert(Upsert upsert) {
            return writes.add(new Upsert(
                    remember(upsert.key(), translation.requiredKey(upsert.key())), translation.stored(upsert.row())));
        }

        @Override
        public Boolean update(Update update) {
            return writes.add(new Update(
                    remember(update.key(), translation.requiredKey(update.key())),
                    translation.stored(update.row()),
                    update.unavailable()));
        }

        @Override
        public Boolean move(Move move) {
            RowKey to = translation.requiredKey(move.key());
            return translation
                    .keyIfAny(move.from())
                    .map(from -> writes.add(new Move(
                            remember(move.from(), from), to, translation.stored(move.row()), move.unavailable())))
                    .orElseGet(() -> absent.add(move.from()));
        }

        @Override
        public Boolean delete(Delete delete) {
            return translation
                    .keyIfAny(delete.key())
                    .map(key -> writes.add(new Delete(remember(delete.key(), key))))
                    .orElse(true);
        }
    }

    @Override
    public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> referring) {
        if (!table.isTranslated()) {
            return rows.dangling(table, key, columns, referring);
        }
        Map<Row, Row> originals = originals(table, referring);
        return rows.dangling(table.asStored(), key, columns, List.copyOf(originals.keySet())).stream()
                .map(originals::get)
                .toList();
    }

    @Override
    public Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> inserted) {
        if (!table.isTranslated()) {
            return rows.insertAbsent(table, scope, inserted);
        }
        InvalidRows.refuseRows(table, inserted);
        Map<Row, Row> originals = originals(table, inserted);
        Map<RowKey, RowKey> keys = new LinkedHashMap<>();
        originals.forEach((stored, original) -> keys.put(table.asStored().keyOf(stored), table.keyOf(original)));
        Inserted result = rows.insertAbsent(table.asStored(), scope, List.copyOf(originals.keySet()));
        Set<RowKey> collisions = new HashSet<>();
        result.collisions().forEach(key -> collisions.add(keys.getOrDefault(key, key)));
        return new Inserted(result.written(), collisions);
    }

    @Override
    public boolean changeTenant(MappedTable table, TenantId from, Row row) {
        if (!table.isTranslated()) {
            return rows.changeTenant(table, from, row);
        }
        InvalidRows.refuseRows(table, List.of(row));
        Row stored = originals(table, List.of(row)).keySet().iterator().next();
        return rows.changeTenant(table.asStored(), from, stored);
    }

    /** The given rows by their stored forms. */
    private Map<Row, Row> originals(MappedTable table, List<Row> given) {
        RowTranslation translation = new RowTranslation(table, entries);
        given.forEach(translation::note);
        translation.readRows();
        Map<Row, Row> originals = new LinkedHashMap<>();
        given.forEach(row -> originals.put(translation.stored(row), row));
        return originals;
    }
}
