package dev.reconciler.correction.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class OpenReferencesTest {
    private static final TableRef PARENT = new TableRef("shop", "parent");
    private static final TableRef CHILD = new TableRef("shop", "child");
    private static final ForeignKey TO_ITSELF =
            new ForeignKey("to_itself", PARENT, List.of("boss"), PARENT, List.of("id"), false);
    private static final ForeignKey OF_PARENT =
            new ForeignKey("of_parent", CHILD, List.of("boss"), PARENT, List.of("id"), false);

    private static MappedTable table(String name, TableRef target, ForeignKey... parents) {
        List<MappedColumn> columns = Stream.of("id", "boss")
                .map(column -> new Column(
                        column,
                        new ColumnType("integer", LogicalType.INTEGER),
                        column.equals("boss"),
                        false,
                        false,
                        false,
                        false))
                .map(column -> new MappedColumn(column, column, Transform.DIRECT))
                .toList();
        return new MappedTable(name, target, target, columns, List.of(0), -1, List.of(parents));
    }

    @Test
    void referencesToATableThatIsFilledBeforeAreClosed() {
        MappedTable parent = table("parent", PARENT);
        MappedTable child = table("child", CHILD, OF_PARENT);
        OpenReferences open = OpenReferences.of(List.of(child, parent));

        assertThat(open.concern(parent)).isFalse();
        assertThat(open.concern(child)).isFalse();
    }

    /** Rows of either mapping may be postponed, so rows that refer to them may be too early. */
    @Test
    void referencesToATableOfSeveralMappingsAreOpenWhileOneOfThemMayPostponeRows() {
        MappedTable postponed = table("a", PARENT, TO_ITSELF);
        MappedTable complete = table("b", PARENT);
        MappedTable child = table("child", CHILD, OF_PARENT);
        OpenReferences open = OpenReferences.of(List.of(child, postponed, complete));

        assertThat(open.concern(postponed)).isTrue();
        assertThat(open.concern(complete)).isFalse();
        assertThat(open.names(child)).containsExactly("of_parent");
        assertThat(OpenReferences.of(List.of(child, complete, postponed)).names(child))
                .containsExactly("of_parent");
    }
}
