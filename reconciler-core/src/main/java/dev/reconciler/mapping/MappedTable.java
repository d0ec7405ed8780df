package dev.reconciler.mapping;

import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mapping resolved against both live catalogs: the columns to read, compare and write for one table. A value: equal if all its
 * parts are.
 */
public final class MappedTable {
    private final String id;
    private final TableRef source;
    private final TableRef target;
    private final List<MappedColumn> columns;
    private final List<Integer> key;
    private final List<Integer> targetKey;
    private final int tenant;
    private final List<ForeignKey> parents;
    private final RowFilter.Pair filters;
    private final List<MappedColumn> imageColumns;
    private final CanonicalEncoding encoding;
    private final List<MappedColumn> compared;
    private final CanonicalEncoding comparedEncoding;
    private final List<LogicalType> keyTypes;
    private final @Nullable MappedTable stored;

    /**
     * @param id the mapping's stable identity in control tables, API and metrics: its name, by default the target's qualified name
     * @param columns in mapping order; {@link Row} values and the canonical encoding follow it
     * @param key indexes into {@code columns} of the key, in key order, without constants; never empty
     * @param tenant index into {@code columns} of the tenant column, or -1 for a table that says {@code tenant: none}
     * @param parents foreign keys of the target table to other mapped target tables (or itself)
     */
    public MappedTable(
            String id,
            TableRef source,
            TableRef target,
            List<MappedColumn> columns,
            List<Integer> key,
            int tenant,
            List<ForeignKey> parents) {
        this(id, source, target, columns, key, tenant, parents, RowFilter.Pair.NONE);
    }

    /** @param filters the rows of both sides that belong to the mapping */
    public MappedTable(
            String id,
            TableRef source,
            TableRef target,
            List<MappedColumn> columns,
            List<Integer> key,
            int tenant,
            List<ForeignKey> parents,
            RowFilter.Pair filters) {
        this.id = id;
        this.source = source;
        this.target = target;
        this.columns = List.copyOf(columns);
        this.key = List.copyOf(key);
        this.tenant = tenant;
        this.parents = List.copyOf(parents);
        this.filters = filters;
        this.imageColumns = Stream.concat(
                        columns.stream(),
                        filters.source().conditions().stream()
                                .map(condition ->
                                        new MappedColumn(condition.column(), condition.column(), Transform.DIRECT)))
                .toList();
        if (key.isEmpty()) {
            throw new IllegalArgumentException("mapping " + id + " has no key");
        }
        this.encoding = encoding(columns);
        this.compared = columns.stream().filter(MappedColumn::isCompared).toList();
        this.comparedEncoding = encoding(compared);
        this.keyTypes = key.stream().map(encoding.types()::get).toList();
        this.stored = columns.stream().allMatch(column -> column.translation() == null)
                ? null
                : new MappedTable(
                        id,
                        source,
                        target,
                        columns.stream().map(MappedColumn::asStored).toList(),
                        key,
                        tenant,
                        parents,
                        filters);
        this.targetKey = Stream.concat(
                        key.stream(),
                        filters.slice().conditions().stream()
                                .map(condition -> indexOf(condition.column().name())))
                .toList();
    }

    private static CanonicalEncoding encoding(List<MappedColumn> columns) {
        return new CanonicalEncoding(
                columns.stream().map(c -> c.target().type().logical()).toList());
    }

    /** The same mapping with another identity. */
    public MappedTable named(String name) {
        return new MappedTable(name, source, target, columns, key, tenant, parents, filters);
    }

    public String id() {
        return id;
    }

    /** The same mapping with values as the target stores them: this, unless a lookup table translates a column. */
    public MappedTable asStored() {
        return stored == null ? this : stored;
    }

    /** Returns whether a lookup table translates a column. */
    public boolean isTranslated() {
        return stored != null;
    }

    /** Returns whether a lookup table translates a column of the key, so that a row of the target may have no key. */
    public boolean hasTranslatedKey() {
        return keyColumns().stream().anyMatch(column -> column.translation() != null);
    }

    public TableRef source() {
        return source;
    }

    public TableRef target() {
        return target;
    }

    /** The table of one side. */
    public TableRef on(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /** The tables of the target on which a reading of the rows depends: the mapped one, then the lookup tables. */
    public List<TableRef> readInTarget() {
        return Stream.concat(
                        Stream.of(target),
                        columns.stream()
                                .map(MappedColumn::translation)
                                .filter(Objects::nonNull)
                                .map(Translation::table))
                .distinct()
                .toList();
    }

    public List<MappedColumn> columns() {
        return columns;
    }

    public List<Integer> key() {
        return key;
    }

    /**
     * The part of the target table that the mapping fills: the constants in the target's key. Within it, the key identifies a row;
     * other mappings or pipelines fill the rest of the table.
     */
    public RowFilter slice() {
        return filters.slice();
    }

    /** The names of the {@link #slice}'s columns. */
    public List<String> sliceColumns() {
        return filters.slice().conditions().stream()
                .map(condition -> condition.column().name())
                .toList();
    }

    /** Indexes of all columns of the target's key: those of {@link #key}, then those of {@link #slice}. */
    public List<Integer> targetKey() {
        return targetKey;
    }

    public int tenant() {
        return tenant;
    }

    public List<ForeignKey> parents() {
        return parents;
    }

    /** The rows of one side that belong to the mapping. */
    public RowFilter filter(Side side) {
        return side == Side.SOURCE ? filters.source() : filters.target();
    }

    /**
     * The columns whose values an image of a source row must hold: the mapped ones, then one for each condition of the source's
     * filter, in its order.
     */
    public List<MappedColumn> imageColumns() {
        return imageColumns;
    }

    /** The columns of one side that the mapping reads. */
    public List<Column> columnsRead(Side side) {
        return (side == Side.SOURCE ? imageColumns : columns)
                .stream().flatMap(column -> column.on(side).stream()).distinct().toList();
    }

    /** Returns whether the target's filter names this target column. */
    public boolean isFilteredBy(int index) {
        return filters.targetColumns().contains(columns.get(index).target().name());
    }

    /** Returns whether the row would exist in the target for the mapping, as far as its values are known. */
    public boolean isInTargetFilter(Row row, Collection<Integer> unavailable) {
        return filters.target().isEmpty() || filters.target().matches(columns, row, unavailable);
    }

    public boolean isInTargetFilter(Row row) {
        return isInTargetFilter(row, List.of());
    }

    public boolean hasTenants() {
        return tenant >= 0;
    }

    public List<MappedColumn> keyColumns() {
        return key.stream().map(columns::get).toList();
    }

    /** Types of the key parts, in key order. */
    public List<LogicalType> keyTypes() {
        return keyTypes;
    }

    /** The encoding of whole rows, with the columns that verification does not compare. */
    public CanonicalEncoding encoding() {
        return encoding;
    }

    /** The columns that digests cover, in mapping order: all that verification compares, those with a tolerance too. */
    public List<MappedColumn> compared() {
        return compared;
    }

    /** The hash of a row in digests, over the {@link #compared} columns. Rows that differ within a tolerance have different ones. */
    public RowHash hashOf(Row row) {
        if (compared.size() == columns.size()) {
            return encoding.hash(row);
        }
        List<@Nullable String> values = new ArrayList<>(compared.size());
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isCompared()) {
                values.add(row.value(i));
            }
        }
        return comparedEncoding.hash(new Row(values));
    }

    /** Returns whether rows of different hashes may agree: JSON by its content, other values within a tolerance. */
    public boolean mayAgreeByValue() {
        return compared.stream()
                .anyMatch(column ->
                        column.hasTolerance() || column.target().type().logical() == LogicalType.JSON);
    }

    /** Returns whether verification takes both rows for the same; null means that there is no row. */
    public boolean agree(@Nullable Row source, @Nullable Row target) {
        if (source == null || target == null) {
            return source == target;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).agree(source.value(i), target.value(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The row's key.
     *
     * @throws IllegalArgumentException if a key column is NULL
     */
    public RowKey keyOf(Row row) {
        List<String> parts = new ArrayList<>(key.size());
        for (int index : key) {
            String text = row.value(index);
            if (text == null) {
                throw new IllegalArgumentException(
                        "NULL in key column " + columns.get(index).target().name() + " of " + id);
            }
            parts.add(columns.get(index).target().type().logical().canonical(text));
        }
        return new RowKey(parts);
    }

    public TenantId tenantOf(Row row) {
        if (!hasTenants()) {
            return TenantId.NONE;
        }
        String text = row.value(tenant);
        return text == null
                ? new TenantId("")
                : new TenantId(columns.get(tenant).target().type().logical().canonical(text));
    }

    /** Returns whether the row is in scope. In a table with tenants, a row without one is in no named scope. */
    public boolean isInScope(Row row, TenantScope scope) {
        return !hasTenants()
                || !(scope instanceof TenantScope.Tenants some)
                || some.ids().contains(tenantOf(row));
    }

    /** The index of the target column of that name, or -1. */
    public int indexOf(@Nullable String targetColumn) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).target().name().equals(targetColumn)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof MappedTable that
                        && id.equals(that.id)
                        && source.equals(that.source)
                        && target.equals(that.target)
                        && columns.equals(that.columns)
                        && key.equals(that.key)
                        && tenant == that.tenant
                        && parents.equals(that.parents)
                        && filters.equals(that.filters);
    }

    /** By identity of the mapping alone: tables are keys of maps on the applier's path. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
