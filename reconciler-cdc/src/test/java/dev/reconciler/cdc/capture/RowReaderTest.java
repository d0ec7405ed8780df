package dev.reconciler.cdc.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.RowFilter;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Changes of a table {@code (id, note, deleted, shard)}, of which {@code id} and {@code note} are mapped, and rows with {@code deleted:
 * null} and {@code shard: [1, 2]} belong to the mapping. A value that an image lacks is left out.
 */
@Tag("unit")
class RowReaderTest {
    private static final Column ID = column("id", "integer");
    private static final Column NOTE = column("note", "text");
    private static final Column DELETED = column("deleted", "date");
    private static final Column SHARD = column("shard", "integer");
    private static final List<Column> COLUMNS = List.of(ID, NOTE, DELETED, SHARD);
    private static final RowFilter SOURCE = new RowFilter(List.of(
            new RowFilter.Condition(DELETED, List.of(), false, true),
            new RowFilter.Condition(SHARD, List.of("1", "2"), false, false)));

    private final RowReader reader = new RowReader(table(RowFilter.ALL), TenantScope.all());

    private static Column column(String name, String type) {
        return new Column(name, PostgresTypes.named(type), true, false, false, false, false);
    }

    private static MappedTable table(RowFilter target) {
        return new MappedTable(
                "public.t",
                new TableRef("public", "t"),
                new TableRef("public", "t"),
                List.of(new MappedColumn(ID, ID, Transform.DIRECT), new MappedColumn(NOTE, NOTE, Transform.DIRECT)),
                List.of(0),
                -1,
                List.of(),
                new RowFilter.Pair(SOURCE, target));
    }

    private record Image(Map<String, Optional<String>> values, boolean isOld) implements RowImage {
        @Override
        public Set<String> missing() {
            return Set.of();
        }

        @Override
        public @Nullable String text(int column, int source) {
            Optional<String> value = values.get(COLUMNS.get(column).name());
            return value == null ? (isOld ? null : UNAVAILABLE) : value.orElse(null);
        }
    }

    /** @param values as {@code name=value}; without a value for NULL */
    private static RowImage image(boolean isOld, String... values) {
        Map<String, Optional<String>> byName = new HashMap<>();
        for (String value : values) {
            String[] parts = value.split("=", 2);
            byName.put(parts[0], parts.length < 2 ? Optional.empty() : Optional.of(parts[1]));
        }
        return new Image(byName, isOld);
    }

    private static RowImage before(String... values) {
        return image(true, values);
    }

    private static RowImage after(String... values) {
        return image(false, values);
    }

    private static ChangeEvent insert(String id, String note) {
        return new Insert("public.t", RowKey.of(id), new Row(List.of(id, note)));
    }

    private static ChangeEvent update(@Nullable String from, String id, String note) {
        return new Update(
                "public.t", RowKey.of(id), from == null ? null : RowKey.of(from), new Row(List.of(id, note)), Set.of());
    }

    private static ChangeEvent delete(String id) {
        return new Delete("public.t", RowKey.of(id), TenantId.NONE);
    }

    @Test
    void insertOfARowOutsideTheFilterIsNoEvent() {
        assertThat(reader.insert(after("id=1", "note=a", "deleted", "shard=2"))).contains(insert("1", "a"));
        assertThat(reader.insert(after("id=1", "note=a", "deleted=2024-01-01", "shard=2")))
                .isEmpty();
        assertThat(reader.insert(after("id=1", "note=a", "deleted", "shard=3"))).isEmpty();
        assertThat(reader.insert(after("id=1", "note=a", "deleted", "shard"))).isEmpty();
    }

    @Test
    void rowThatMovesOutIsDeletedFromTheKeyThatItHad() {
        RowImage out = after("id=2", "note=a", "deleted=2024-01-01", "shard=1");

        assertThat(reader.update(before("id=2", "note=a", "deleted", "shard=1"), out))
                .contains(delete("2"));
        assertThat(reader.update(before("id=1", "note=a", "deleted", "shard=1"), out))
                .contains(delete("1"));
        assertThat(reader.update(before("id=1"), out))
                .as("only the key was logged")
                .contains(delete("1"));
        assertThat(reader.update(null, out).map(ChangeEvent::table)).contains("public.t");
        assertThat(reader.update(null, out)).contains(new Delete("public.t", RowKey.of("2"), null));
    }

    @Test
    void rowThatMovesInIsInserted() {
        RowImage in = after("id=2", "note=a", "deleted", "shard=1");

        assertThat(reader.update(before("id=2", "note=b", "deleted=2024-01-01", "shard=1"), in))
                .contains(insert("2", "a"));
        assertThat(reader.update(before("id=1", "note=b", "deleted", "shard=3"), in))
                .as("no row of the old key is in the target")
                .contains(insert("2", "a"));
    }

    /** The event then holds the whole row, so that the applier inserts an absent one. */
    @Test
    void rowWhoseOldImageIsUnknownIsUpdated() {
        RowImage in = after("id=2", "note=a", "deleted", "shard=1");

        assertThat(reader.update(null, in)).contains(update(null, "2", "a"));
        assertThat(reader.update(before("id=1"), in)).contains(update("1", "2", "a"));
        assertThat(reader.update(before("id=2", "note=b", "deleted", "shard=1"), in))
                .contains(update(null, "2", "a"));
    }

    @Test
    void changeOfARowThatStaysOutsideIsNoEvent() {
        RowImage out = after("id=2", "note=a", "deleted=2024-01-01", "shard=1");

        assertThat(reader.update(before("id=2", "note=b", "deleted=2024-01-01", "shard=1"), out))
                .isEmpty();
        assertThat(reader.delete(before("id=2", "note=b", "deleted=2024-01-01", "shard=1")))
                .isEmpty();
        assertThat(reader.delete(before("id=2"))).as("only the key was logged").contains(delete("2"));
        assertThat(reader.delete(before("id=2", "note=b", "deleted", "shard=1")))
                .contains(delete("2"));
    }

    @Test
    void filterValueThatTheEventLacksIsTakenFromTheOldImageAndNeverGuessed() {
        assertThat(reader.update(before("id=2", "note=b", "deleted", "shard=1"), after("id=2", "note=a", "deleted")))
                .contains(update(null, "2", "a"));
        assertThat(reader.update(before("id=2", "note=b", "deleted", "shard=3"), after("id=2", "note=a", "deleted")))
                .isEmpty();
        assertThatThrownBy(() -> reader.update(before("id=2"), after("id=2", "note=a", "shard=1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the event lacks the unchanged value of deleted, by which rows are filtered");
        assertThatThrownBy(() -> reader.update(null, after("id=2", "note=a", "deleted")))
                .hasMessageContaining("the unchanged value of shard");
        assertThat(reader.update(null, after("id=2", "note=a", "shard=3")))
                .as("the values that it has decide")
                .contains(new Delete("public.t", RowKey.of("2"), null));
        assertThatThrownBy(() -> reader.insert(after("id=2", "note=a", "shard=1")))
                .hasMessageContaining("deleted");
    }

    @Test
    void rowThatWouldBeOutsideTheTargetsFilterIsUnreadable() {
        RowFilter target = new RowFilter(List.of(new RowFilter.Condition(NOTE, List.of("eu"), false, false)));
        RowReader guarded = new RowReader(table(target), TenantScope.all());

        assertThat(guarded.insert(after("id=1", "note=eu", "deleted", "shard=1")))
                .contains(insert("1", "eu"));
        assertThatThrownBy(() -> guarded.insert(after("id=1", "note=us", "deleted", "shard=1")))
                .hasMessageContaining("the row is outside the target's filter (note: ['eu'])");
        assertThatThrownBy(() -> guarded.update(null, after("id=1", "note=us", "deleted", "shard=1")))
                .hasMessageContaining("the row is outside the target's filter");
        assertThat(guarded.insert(after("id=1", "note=us", "deleted", "shard=3")))
                .isEmpty();
        assertThat(guarded.update(null, after("id=1", "deleted", "shard=1")))
                .as("the target keeps the value")
                .contains(new Update("public.t", RowKey.of("1"), null, new Row(Arrays.asList("1", null)), Set.of(1)));
    }
}
