package dev.reconciler.app.http;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows with the names of their columns, as the pipeline's mapping has them now. */
public final class RowImages {
    private final int longest;
    private final Map<String, MappedTable> tables;

    public RowImages(Collection<MappedTable> tables) {
        this(tables, Integer.MAX_VALUE);
    }

    private RowImages(Collection<MappedTable> tables, int longest) {
        this.longest = longest;
        this.tables = tables.stream().collect(Collectors.toUnmodifiableMap(MappedTable::id, table -> table));
    }

    /** For lists: values longer than {@link LongText#IN_LIST} are cut. */
    public RowImages brief() {
        return new RowImages(tables.values(), LongText.IN_LIST);
    }

    /**
     * One column of two rows.
     *
     * @param type as the target declares it; empty if the mapping no longer has the column
     */
    public record Pair(
            String column,
            String type,
            boolean key,
            @Nullable String left,
            @Nullable String right,
            boolean differs) {}

    /** The parts of the key; empty for a discrepancy that is not about a key. */
    public static Optional<List<String>> key(Discrepancy discrepancy) {
        return discrepancy.type().hasKey()
                ? Optional.of(RowKey.decode(discrepancy.place().subject()).parts())
                : Optional.empty();
    }

    /** By column, in mapping order; null for no row. */
    public @Nullable Map<String, @Nullable String> named(String table, @Nullable Row row) {
        if (row == null) {
            return null;
        }
        MappedTable mapped = mapped(table, row);
        Map<String, @Nullable String> named = new LinkedHashMap<>();
        for (int i = 0; i < row.values().size(); i++) {
            named.put(name(mapped, i), LongText.cut(row.value(i), longest));
        }
        return named;
    }

    /** Decides whether both values of a column are shown as the same. */
    private interface Equality {
        boolean test(MappedTable table, int column, @Nullable String left, @Nullable String right);
    }

    /** Both rows column by column. A missing row's values are null, and its columns are not marked as different. */
    private List<Pair> pairs(String table, @Nullable Row left, @Nullable Row right, Equality equality) {
        Row some = left != null ? left : right;
        if (some == null) {
            return List.of();
        }
        MappedTable mapped = mapped(table, some);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < some.values().size(); i++) {
            String one = value(left, i);
            String other = value(right, i);
            pairs.add(new Pair(
                    name(mapped, i),
                    mapped == null
                            ? ""
                            : mapped.columns().get(i).target().type().sqlName(),
                    mapped != null && mapped.key().contains(i),
                    LongText.cut(one, longest),
                    LongText.cut(other, longest),
                    left != null && right != null && !same(equality, mapped, i, one, other)));
        }
        return pairs;
    }

    /** The source's row and the target's: columns differ where verification takes them for different. */
    public List<Pair> pairs(Discrepancy found) {
        return pairs(
                found.place().table(),
                found.difference().source(),
                found.difference().target(),
                (table, i, left, right) -> table.columns().get(i).agree(left, right));
    }

    /** The row before and after a write: every column differs that the write changed. */
    public List<Pair> pairs(ChangedRow row) {
        return pairs(row.table(), row.before(), row.after(), (table, i, left, right) -> table.encoding()
                .sameValue(i, left, right));
    }

    private static @Nullable String value(@Nullable Row row, int i) {
        return row == null || i >= row.values().size() ? null : row.value(i);
    }

    private static boolean same(
            Equality equality, @Nullable MappedTable mapped, int i, @Nullable String left, @Nullable String right) {
        return mapped == null ? Objects.equals(left, right) : equality.test(mapped, i, left, right);
    }

    private static String name(@Nullable MappedTable mapped, int i) {
        return mapped == null
                ? "column " + (i + 1)
                : mapped.columns().get(i).target().name();
    }

    /** Null if the row's shape differs from the present mapping. */
    private @Nullable MappedTable mapped(String table, Row row) {
        MappedTable mapped = tables.get(table);
        return mapped != null && mapped.columns().size() == row.values().size() ? mapped : null;
    }
}
