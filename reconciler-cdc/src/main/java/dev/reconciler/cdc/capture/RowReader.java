package dev.reconciler.cdc.capture;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts the row images of one mapped table into change events in the target's terms. */
public final class RowReader {
    private final MappedTable table;
    private final TenantScope scope;
    private final ImageFilter filter;

    public RowReader(MappedTable table, TenantScope scope) {
        this.table = table;
        this.scope = scope;
        this.filter = new ImageFilter(table);
    }

    /**
     * Each method returns the event for a change, or empty if the row belongs to no tenant of the pipeline, or not to the mapping.
     *
     * @throws IllegalArgumentException if the change can't be read, with the reason
     */
    public Optional<ChangeEvent> insert(RowImage after) {
        if (!filter.admits(null, after)) {
            return Optional.empty();
        }
        NewRow row = newRow(null, after);
        if (!row.unavailable().isEmpty()) {
            throw new IllegalArgumentException("an insert that lacks values");
        }
        if (!inScope(row.tenant())) {
            return Optional.empty();
        }
        requireInTargetFilter(row);
        return Optional.of(new ChangeEvent.Insert(table.id(), row.key(), row.row()));
    }

    /** @param before the logged part of the old row; null if it was not logged */
    public Optional<ChangeEvent> update(@Nullable RowImage before, RowImage after) {
        TenantId oldTenant = before == null ? null : tenantOf(before);
        boolean wasOutside =
                oldTenant != null && !inScope(oldTenant) || before != null && filter.isKnownToReject(before);
        if (!filter.admits(before, after)) {
            return wasOutside ? Optional.empty() : Optional.of(left(before, keyAfter(before, after), oldTenant));
        }
        NewRow row = newRow(before, after);
        RowKey key = row.key();
        if (!inScope(row.tenant())) {
            return wasOutside ? Optional.empty() : Optional.of(left(before, key, oldTenant));
        }
        requireInTargetFilter(row);
        RowKey previous = previousKey(before, key);
        if (wasOutside && row.unavailable().isEmpty()) {
            return Optional.of(new ChangeEvent.Insert(table.id(), key, row.row()));
        }
        return Optional.of(
                new ChangeEvent.Update(table.id(), key, wasOutside ? null : previous, row.row(), row.unavailable()));
    }

    /** The event for a row that left: it is gone from the key that it had. */
    private ChangeEvent left(@Nullable RowImage before, RowKey key, @Nullable TenantId oldTenant) {
        RowKey previous = previousKey(before, key);
        return new ChangeEvent.Delete(table.id(), previous == null ? key : previous, oldTenant);
    }

    /** The key that the row had before, if it is known and another one. */
    private @Nullable RowKey previousKey(@Nullable RowImage before, RowKey key) {
        return before == null
                ? null
                : keyOf(before).filter(old -> !old.equals(key)).orElse(null);
    }

    public Optional<ChangeEvent> delete(@Nullable RowImage before) {
        RowKey key = (before == null ? Optional.<RowKey>empty() : keyOf(before))
                .orElseThrow(() -> new IllegalArgumentException("the logged old row lacks the mapping's key"));
        TenantId tenant = tenantOf(Objects.requireNonNull(before));
        return tenant != null && !inScope(tenant) || filter.isKnownToReject(before)
                ? Optional.empty()
                : Optional.of(new ChangeEvent.Delete(table.id(), key, tenant));
    }

    /** The key of an image, by which a person can find the row; null if it can't be read. */
    @Nullable
    public RowKey keyIfReadable(@Nullable RowImage image) {
        try {
            return image == null ? null : keyOf(image).orElse(null);
        } catch (IllegalArgumentException e) {
            return null; // the event is already unreadable, for a reported reason
        }
    }

    private record NewRow(Row row, RowKey key, TenantId tenant, Set<Integer> unavailable) {}

    private NewRow newRow(@Nullable RowImage before, RowImage after) {
        Set<Integer> unavailable = new HashSet<>();
        Row row = row(before, after, unavailable);
        if (table.hasTenants() && unavailable.contains(table.tenant())) {
            throw new IllegalArgumentException("the event lacks the row's tenant, which was not logged");
        }
        return new NewRow(row, table.keyOf(row), table.tenantOf(row), unavailable);
    }

    /** @throws IllegalArgumentException if the target's row would not belong to the mapping */
    private void requireInTargetFilter(NewRow row) {
        if (!table.isInTargetFilter(row.row(), row.unavailable())) {
            throw new IllegalArgumentException("the row is outside the target's filter (" + table.filter(Side.TARGET)
                    + "): filter the source likewise in where.source, or correct the row");
        }
    }

    /** The key of a new row whose other values are of no interest. */
    private RowKey keyAfter(@Nullable RowImage before, RowImage after) {
        List<String> parts = new ArrayList<>(table.key().size());
        for (int index : table.key()) {
            List<@Nullable String> texts = texts(before, after, index);
            String text = texts == null ? null : value(index, texts);
            if (text == null) {
                throw new IllegalArgumentException("the event lacks the row's key");
            }
            parts.add(table.columns().get(index).target().type().logical().canonical(text));
        }
        return new RowKey(parts);
    }

    private boolean inScope(TenantId tenant) {
        return !table.hasTenants() || scope.contains(tenant);
    }

    private Row row(@Nullable RowImage before, RowImage after, Set<Integer> unavailable) {
        List<@Nullable String> values = new ArrayList<>(table.columns().size());
        for (int i = 0; i < table.columns().size(); i++) {
            List<@Nullable String> texts = texts(before, after, i);
            if (texts == null) {
                unavailable.add(i);
                values.add(null);
            } else {
                values.add(value(i, texts));
            }
        }
        return new Row(values);
    }

    /**
     * The texts of a new row's source columns for a mapped column; null if the event lacks all of them.
     *
     * @throws IllegalArgumentException if the event has only some of them: the target's value can't be computed
     */
    @SuppressWarnings("ReferenceEquality")
    private @Nullable List<@Nullable String> texts(@Nullable RowImage before, RowImage after, int index) {
        List<Column> sources = table.columns().get(index).sources();
        List<@Nullable String> texts = new ArrayList<>(sources.size());
        List<String> lacking = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            String text = after.text(index, i);
            if (text == RowImage.UNAVAILABLE) {
                text = before == null ? null : before.text(index, i);
                if (text == null || text == RowImage.UNAVAILABLE) {
                    lacking.add(sources.get(i).name());
                }
            }
            texts.add(text);
        }
        if (lacking.isEmpty()) {
            return texts;
        }
        if (lacking.size() < sources.size()) {
            throw new IllegalArgumentException("the event lacks the unchanged value of " + String.join(", ", lacking)
                    + ", from which target column "
                    + table.columns().get(index).target().name()
                    + " is computed: have the source log whole rows (REPLICA IDENTITY FULL)");
        }
        return null;
    }

    /** The texts of a logged old row's source columns for a mapped column, null where it lacks them. */
    private List<@Nullable String> texts(RowImage before, int index) {
        List<Column> sources = table.columns().get(index).sources();
        List<@Nullable String> texts = new ArrayList<>(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            texts.add(before.text(index, i));
        }
        return texts;
    }

    /** @throws IllegalArgumentException if the transform gives no valid value */
    private @Nullable String value(int index, List<@Nullable String> texts) {
        MappedColumn column = table.columns().get(index);
        for (int i = 0; i < texts.size(); i++) {
            Column source = column.sources().get(i);
            String text = texts.get(i);
            if (text != null && source.type().logical() == LogicalType.INSTANT && !isUtc(text)) {
                throw new IllegalArgumentException("column " + source.name() + ": not printed in UTC: " + text);
            }
        }
        String value = column.valueOf(texts);
        if (value != null && InvalidValue.is(value)) {
            throw new IllegalArgumentException("target column "
                    + column.target().name() + ": " + InvalidValue.read(value).reason());
        }
        return value;
    }

    /** Detects a session that prints points in time in another zone. */
    private static boolean isUtc(String text) {
        return text.endsWith("+00") || text.endsWith("infinity") || text.endsWith("+00 BC");
    }

    /** The image's key; empty if the image lacks a part of it. */
    private Optional<RowKey> keyOf(RowImage image) {
        List<String> parts = new ArrayList<>(table.key().size());
        for (int index : table.key()) {
            String text = value(index, texts(image, index));
            if (text == null) {
                return Optional.empty();
            }
            parts.add(table.columns().get(index).target().type().logical().canonical(text));
        }
        return Optional.of(new RowKey(parts));
    }

    /** The old row's tenant; null if the logged part lacks it. */
    private @Nullable TenantId tenantOf(RowImage before) {
        if (!table.hasTenants()) {
            return TenantId.NONE;
        }
        MappedColumn column = table.columns().get(table.tenant());
        List<@Nullable String> texts = texts(before, table.tenant());
        if (texts.contains(null)) {
            return null;
        }
        String value = value(table.tenant(), texts);
        return value == null
                ? null
                : new TenantId(column.target().type().logical().canonical(value));
    }
}
