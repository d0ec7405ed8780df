package dev.reconciler.endpoint.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.Translation;
import dev.reconciler.mapping.transform.LookupTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writes by entries that change between the statements of one transaction, or that are not one to one. */
@Tag("unit")
class TranslatingRowWriterTest {
    private static final TenantScope ALL = TenantScope.all();
    private static final TableRef IDS = new TableRef("public", "ids");
    private static final TableRef CLIENTS = new TableRef("public", "clients");
    private static final Column ID = column("id", LogicalType.INTEGER);
    private static final Column NAME = column("name", LogicalType.TEXT);
    private static final MappedTable TABLE = new MappedTable(
            "clients",
            CLIENTS,
            CLIENTS,
            List.of(
                    new MappedColumn(
                            List.of(ID),
                            ID,
                            new LookupTable(IDS, "old", "new"),
                            ColumnComparison.EXACT,
                            new Translation(
                                    IDS, column("old", LogicalType.INTEGER), column("new", LogicalType.INTEGER), ID)),
                    new MappedColumn(NAME, NAME, Transform.DIRECT)),
            List.of(0),
            -1,
            List.of());

    private final List<String[]> entries = new ArrayList<>();
    private final Map<RowKey, Row> stored = new LinkedHashMap<>();
    private final RowWriter writer = new TranslatingRowWriter(new Stored(), this::read);

    private static Column column(String name, LogicalType type) {
        return new Column(name, new ColumnType("x", type), false, false, false, false, false);
    }

    private List<LookupEntries.Entry> read(
            Translation translation, Column by, Column wanted, Collection<String> values) {
        int from = by.name().equals("old") ? 0 : 1;
        return entries.stream()
                .filter(entry -> values.contains(entry[from]))
                .map(entry -> new LookupEntries.Entry(
                        entry[from],
                        entry[1 - from],
                        entries.stream()
                                        .filter(other -> other[1 - from].equals(entry[1 - from]))
                                        .count()
                                > 1))
                .toList();
    }

    private void entry(String old, String current) {
        entries.removeIf(entry -> entry[0].equals(old));
        entries.add(new String[] {old, current});
    }

    private static Row row(@Nullable String... values) {
        return new Row(Arrays.asList(values));
    }

    private static KeyedWrite upsert(String id, String name) {
        return new KeyedWrite.Upsert(RowKey.of(id), row(id, name));
    }

    private List<String> rows() {
        return stored.values().stream()
                .map(row -> row.values().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void rowsAreWrittenUnderTheirNewIdsAndLockedUnderTheirOldOnes() {
        entry("1", "101");
        entry("2", "102");

        writer.write(TABLE, ALL, List.of(upsert("1", "one"), upsert("2", "two")));

        assertThat(rows()).containsExactly("101 one", "102 two");
        assertThat(writer.lock(TABLE, List.of(RowKey.of("2"), RowKey.of("3"))))
                .isEqualTo(Map.of(RowKey.of("2"), row("2", "two")));
        writer.write(TABLE, ALL, List.of(new KeyedWrite.Delete(RowKey.of("1")), new KeyedWrite.Delete(RowKey.of("3"))));
        assertThat(rows()).containsExactly("102 two");
    }

    @Test
    void entryThatChangesAfterTheRowIsLockedRefusesTheWrite() {
        entry("1", "101");
        entry("2", "102");
        writer.write(TABLE, ALL, List.of(upsert("1", "one"), upsert("2", "two")));
        writer.lock(TABLE, List.of(RowKey.of("1")));
        entry("1", "0");
        entry("2", "101");
        entry("1", "102");

        for (KeyedWrite write : List.of(
                upsert("1", "new"),
                new KeyedWrite.Update(RowKey.of("1"), row("1", "new"), Set.of()),
                new KeyedWrite.Move(RowKey.of("1"), RowKey.of("2"), row("2", "new"), Set.of()),
                new KeyedWrite.Delete(RowKey.of("1")))) {
            assertThatThrownBy(() -> writer.write(TABLE, ALL, List.of(write)))
                    .as("%s", write)
                    .isInstanceOf(WriteFailedException.class)
                    .hasMessageContaining("key 1 had the stored key 101 when its row was locked, and now has 102");
        }
        assertThat(rows()).containsExactly("101 one", "102 two");
    }

    @Test
    void keysWithOneNewIdNameNoRow() {
        entry("1", "101");
        entry("2", "102");
        writer.write(TABLE, ALL, List.of(upsert("1", "one"), upsert("2", "two")));
        entry("2", "101");

        assertThat(writer.lock(TABLE, List.of(RowKey.of("1"), RowKey.of("2")))).isEmpty();
        for (KeyedWrite write : List.of(
                upsert("2", "new"),
                new KeyedWrite.Update(RowKey.of("2"), row("2", "new"), Set.of()),
                new KeyedWrite.Move(RowKey.of("2"), RowKey.of("2"), row("2", "new"), Set.of()),
                new KeyedWrite.Delete(RowKey.of("2")))) {
            assertThatThrownBy(() -> writer.write(TABLE, ALL, List.of(write)))
                    .as("%s", write)
                    .isInstanceOfSatisfying(WriteFailedException.class, refused -> assertThat(refused.kind())
                            .isEqualTo(WriteFailedException.Kind.DATA))
                    .hasMessageContaining("value 2 has several entries, or another value has the same one");
        }
        assertThatThrownBy(() -> writer.insertAbsent(TABLE, ALL, List.of(row("2", "new"))))
                .isInstanceOf(WriteFailedException.class);
        assertThat(rows()).containsExactly("101 one", "102 two");
    }

    @Test
    void keyWithTwoNewIdsNamesNoRow() {
        entry("1", "101");
        writer.write(TABLE, ALL, List.of(upsert("1", "one")));
        entries.add(new String[] {"1", "102"});

        assertThat(writer.lock(TABLE, List.of(RowKey.of("1")))).isEmpty();
        assertThatThrownBy(() -> writer.write(TABLE, ALL, List.of(upsert("1", "new"))))
                .hasMessageContaining("value 1 has several entries");
        assertThat(rows()).containsExactly("101 one");
    }

    /** Rows as the target stores them. */
    private final class Stored implements RowWriter {
        @Override
        public Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys) {
            Map<RowKey, Row> found = new LinkedHashMap<>(stored);
            found.keySet().retainAll(keys);
            return found;
        }

        @Override
        public WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes) {
            writes.forEach(write -> write.accept(new KeyedWrite.Visitor<@Nullable Row, RuntimeException>() {
                @Override
                public @Nullable Row upsert(KeyedWrite.Upsert upsert) {
                    return stored.put(upsert.key(), upsert.row());
                }

                @Override
                public @Nullable Row update(KeyedWrite.Update update) {
                    return stored.replace(update.key(), update.row());
                }

                @Override
                public @Nullable Row move(KeyedWrite.Move move) {
                    stored.remove(move.from());
                    return stored.put(move.key(), move.row());
                }

                @Override
                public @Nullable Row delete(KeyedWrite.Delete delete) {
                    return stored.remove(delete.key());
                }
            }));
            return new WriteResult(writes.size(), List.of(), List.of());
        }

        @Override
        public List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows) {
            return List.of();
        }

        @Override
        public Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> rows) {
            rows.forEach(row -> stored.putIfAbsent(table.keyOf(row), row));
            return new Inserted(rows.size(), Set.of());
        }

        @Override
        public boolean changeTenant(MappedTable table, TenantId from, Row row) {
            return false;
        }
    }
}
