package dev.reconciler.cdc.testing;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.DeposedException;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.RowWriter;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteResult;
import dev.reconciler.ledger.LedgerReader;
import dev.reconciler.ledger.LedgerTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes that are laid over what is committed, and become so together. */
final class InMemoryTransaction implements TargetTransaction, RowWriter, TargetNotes {
    private final InMemoryTarget target;
    private final List<UnaryOperator<TargetState>> changes = new ArrayList<>();
    private TargetState base;
    private TargetState view;
    private boolean locked;
    private boolean over;

    InMemoryTransaction(InMemoryTarget target) {
        this.target = target;
        this.base = target.state();
        this.view = base;
    }

    @Override
    public Checkpoint lockCheckpoint() {
        requireOpen();
        if (!locked) {
            target.lock();
            locked = true;
        }
        return view().checkpoint();
    }

    @Override
    public LedgerReader ledger() {
        return InMemoryTarget.readerOf(view());
    }

    @Override
    public RowWriter rows() {
        return this;
    }

    @Override
    public TargetNotes notes() {
        return this;
    }

    @Override
    public void appendLedger(List<LedgerTransaction> transactions) {
        change(s -> {
            List<LedgerTransaction> all = new ArrayList<>(s.ledger());
            all.addAll(transactions);
            return s.withLedger(List.copyOf(all), s.floor());
        });
    }

    @Override
    public void advance(Checkpoint from, Checkpoint to) {
        if (!view().checkpoint().equals(from)) {
            throw new DeposedException("expected " + from + ", found " + view().checkpoint());
        }
        change(s -> s.withCheckpoint(to));
    }

    @Override
    public void journal(List<JournalEntry> entries) {
        entries.forEach(entry -> change(s -> s.withJournal(entry)));
    }

    @Override
    public void deferConstraints() {
        requireOpen();
    }

    @Override
    public void checkConstraints() {
        requireOpen();
    }

    @Override
    public <T> T attempt(Supplier<T> work) {
        int before = changes.size();
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            changes.subList(before, changes.size()).clear();
            recompute();
            throw e;
        }
    }

    @Override
    public void commit() {
        requireOpen();
        List<UnaryOperator<TargetState>> all = List.copyOf(changes);
        try {
            target.commit(s -> fold(s, all));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        over = true;
        changes.clear();
        if (locked) {
            locked = false;
            target.unlock();
        }
    }

    // RowWriter

    @Override
    public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
        return new InMemoryReader(view().rows()).rowsByKey(table, keys);
    }

    @Override
    public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
        Map<RowKey, @Nullable Row> written = new LinkedHashMap<>();
        List<RowKey> absent = new ArrayList<>();
        List<RowKey> foreign = new ArrayList<>();
        Map<RowKey, Row> rows = view().table(table);
        for (KeyedWrite write : writes) {
            if (target.refuses(table, write)) {
                throw InMemoryTarget.failure(
                        WriteFailedException.Kind.DATA, Violation.CHECK, "refused " + table.id() + " " + write.key());
            }
            RowKey at = write instanceof KeyedWrite.Move move ? move.from() : write.key();
            Row existing = rows.get(at);
            if (existing == null && !(write instanceof KeyedWrite.Upsert)) {
                if (!(write instanceof KeyedWrite.Delete)) {
                    absent.add(at);
                }
                continue;
            }
            Row after = after(write, existing);
            if (isForeign(table, scope, existing, after)) {
                foreign.add(write.key());
                continue;
            }
            if (write instanceof KeyedWrite.Move && rows.containsKey(write.key())) {
                throw InMemoryTarget.failure(
                        WriteFailedException.Kind.DATA,
                        Violation.UNIQUE,
                        "duplicate key " + table.id() + " " + write.key());
            }
            if (write instanceof KeyedWrite.Move) {
                written.put(at, null);
            }
            written.put(write.key(), after);
        }
        change(s -> s.withRows(table, written));
        return new WriteResult(
                writes.size() - absent.size() - foreign.size(), List.copyOf(absent), List.copyOf(foreign));
    }

    /** Enforces no foreign keys. */
    @Override
    public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows) {
        return List.of();
    }

    @Override
    public Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> rows) {
        Map<RowKey, @Nullable Row> written = new LinkedHashMap<>();
        for (Row row : rows) {
            RowKey key = table.keyOf(row);
            if (!view().table(table).containsKey(key) && table.isInScope(row, scope)) {
                written.put(key, row);
            }
        }
        change(s -> s.withRows(table, written));
        return new Inserted(written.size(), Set.of());
    }

    @Override
    public boolean changeTenant(MappedTable table, TenantId from, Row row) {
        RowKey key = table.keyOf(row);
        Row existing = view().table(table).get(key);
        if (existing == null || !table.tenantOf(existing).equals(from)) {
            return false;
        }
        change(s -> s.withRows(table, Map.of(key, row)));
        return true;
    }

    private static @Nullable Row after(KeyedWrite write, @Nullable Row existing) {
        if (write instanceof KeyedWrite.Upsert upsert) {
            return upsert.row();
        } else if (write instanceof KeyedWrite.Update update && existing != null) {
            return merged(existing, update.row(), update.unavailable());
        } else if (write instanceof KeyedWrite.Move move && existing != null) {
            return merged(existing, move.row(), move.unavailable());
        }
        return null;
    }

    private static Row merged(Row existing, Row row, Set<Integer> unavailable) {
        List<@Nullable String> values = new ArrayList<>(row.values());
        unavailable.forEach(i -> values.set(i, existing.value(i)));
        return new Row(values);
    }

    private static boolean isForeign(
            MappedTable table, TenantScope scope, @Nullable Row existing, @Nullable Row after) {
        if (existing != null && !table.isInScope(existing, scope) || after != null && !table.isInScope(after, scope)) {
            return true;
        }
        return existing != null && after != null && !table.tenantOf(existing).equals(table.tenantOf(after));
    }

    // TargetNotes

    @Override
    public Map<String, TableState> tableStates() {
        return view().states();
    }

    @Override
    public void setTableState(String table, TableState state) {
        change(s -> s.withState(table, state));
    }

    @Override
    public void markDirty(String table, Collection<RowKey> keys, String reason) {
        List<RowKey> marked = List.copyOf(keys);
        change(s -> {
            List<TargetState.Dirty> dirty = new ArrayList<>(s.dirty());
            long sequence = s.checkpoint().sequence();
            for (RowKey key : marked) {
                int known = indexOf(dirty, table, key);
                if (known < 0) {
                    dirty.add(new TargetState.Dirty(table, key, reason, sequence, 1));
                } else {
                    TargetState.Dirty before = dirty.get(known);
                    String kept = before.reason().equals(TargetSnapshot.FILL) ? before.reason() : reason;
                    dirty.set(known, new TargetState.Dirty(table, key, kept, sequence, before.version() + 1));
                }
            }
            return s.withDirty(List.copyOf(dirty));
        });
    }

    @Override
    public void clearDirty(String table, Collection<RowKey> keys) {
        Set<RowKey> cleared = Set.copyOf(keys);
        change(s -> s.withDirty(s.dirty().stream()
                .filter(d -> !d.table().equals(table) || !cleared.contains(d.key()))
                .toList()));
    }

    @Override
    public List<DirtyKey> dirty(String table, int limit) {
        return view().dirty().stream()
                .filter(d -> d.table().equals(table))
                .limit(limit)
                .map(d -> new DirtyKey(d.key(), d.reason(), d.sequence()))
                .toList();
    }

    @Override
    public boolean isBeingFilled(Collection<String> tables) {
        return tables.stream()
                        .anyMatch(table -> TableState.isUnfinished(tableStates().get(table)))
                || view().dirty().stream()
                        .anyMatch(d -> d.reason().equals(TargetSnapshot.FILL) && tables.contains(d.table()));
    }

    private static int indexOf(List<TargetState.Dirty> dirty, String table, RowKey key) {
        for (int i = 0; i < dirty.size(); i++) {
            if (dirty.get(i).table().equals(table) && dirty.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public List<Note> unproven(Collection<String> tables, int limit) {
        Set<String> filling = view().dirty().stream()
                .filter(d -> d.reason().equals(TargetSnapshot.FILL))
                .map(TargetState.Dirty::table)
                .collect(Collectors.toSet());
        return view().dirty().stream()
                .filter(d -> tables.contains(d.table()) && !filling.contains(d.table()))
                .limit(limit)
                .map(InMemoryTransaction::note)
                .toList();
    }

    @Override
    public void clear(Collection<Note> notes) {
        Set<Note> gone = Set.copyOf(notes);
        change(s -> s.withDirty(
                s.dirty().stream().filter(d -> !gone.contains(note(d))).toList()));
    }

    private static Note note(TargetState.Dirty dirty) {
        return new Note(dirty.table(), dirty.key(), Long.toString(dirty.version()));
    }

    @Override
    public long park(ParkedEvent event) {
        if (event.id() != 0) {
            List<ParkedEvent> parked = view().parked().stream()
                    .map(stored -> stored.id() == event.id() ? event : stored)
                    .toList();
            change(s -> s.withParked(parked, s.lastParked()));
            return event.id();
        }
        long id = view().lastParked() + 1;
        ParkedEvent stored = new ParkedEvent(
                id, event.table(), event.key(), event.change(), event.error(), event.attempts(), event.at());
        change(s -> s.withParked(TargetState.appended(s.parked(), stored), id));
        return id;
    }

    @Override
    public List<ParkedEvent> parked(String table, long sequence, long id, int limit) {
        return view().parked().stream()
                .filter(p -> table.isEmpty() || p.table().equals(table))
                .filter(p -> p.change().sequence() > sequence || p.change().sequence() == sequence && p.id() > id)
                .limit(limit)
                .toList();
    }

    @Override
    public long parkedCount() {
        return view().parked().size();
    }

    @Override
    public Map<String, Set<RowKey>> parkedKeys() {
        Map<String, Set<RowKey>> keys = new HashMap<>();
        for (ParkedEvent event : view().parked()) {
            RowKey key = event.key();
            if (key != null) {
                keys.computeIfAbsent(event.table(), t -> new HashSet<>()).add(key);
            }
        }
        return keys;
    }

    @Override
    public boolean isParked(String table, RowKey key, long sequence) {
        return view().parked().stream()
                .anyMatch(p -> p.change().sequence() == sequence && p.table().equals(table) && key.equals(p.key()));
    }

    @Override
    public void unpark(Collection<Long> ids) {
        Set<Long> gone = Set.copyOf(ids);
        change(s -> s.withParked(
                s.parked().stream().filter(p -> !gone.contains(p.id())).toList(), s.lastParked()));
    }

    // The view

    private void change(UnaryOperator<TargetState> change) {
        requireOpen();
        view = change.apply(view());
        changes.add(change);
    }

    private TargetState view() {
        requireOpen();
        if (base != target.state()) {
            recompute();
        }
        return view;
    }

    private void recompute() {
        base = target.state();
        view = fold(base, changes);
    }

    private static TargetState fold(TargetState state, List<UnaryOperator<TargetState>> changes) {
        TargetState folded = state;
        for (UnaryOperator<TargetState> change : changes) {
            folded = change.apply(folded);
        }
        return folded;
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("the transaction is over");
        }
        target.requireAvailable();
    }
}
