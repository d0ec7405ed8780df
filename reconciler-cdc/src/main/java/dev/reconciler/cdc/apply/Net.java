package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The net effect of several changes of one key. */
sealed interface Net {
    /** @param tenant the deleted row's tenant, if the event has it */
    record Gone(@Nullable TenantId tenant) implements Net {}

    record Full(Row row) implements Net {}

    /**
     * @param unavailable columns whose values no event has
     * @param from true if the row came from another key, so that no earlier state of this key has those columns
     */
    record Part(Row row, Set<Integer> unavailable, boolean from) implements Net {}

    /** The effect of one change on its key. */
    static Net of(RowChange change) {
        if (change instanceof Insert insert) {
            return new Full(insert.after());
        } else if (change instanceof Update update) {
            return update.unavailable().isEmpty()
                    ? new Full(update.after())
                    : new Part(update.after(), update.unavailable(), update.previousKey() != null);
        } else {
            return new Gone(((Delete) change).tenant());
        }
    }

    /** The net effect of {@code before} and this one: missing values are taken from {@code before}. */
    default Net after(@Nullable Net before) {
        if (!(this instanceof Part part) || before == null) {
            return this;
        }
        if (before instanceof Full full) {
            return new Full(merged(full.row(), part));
        } else if (before instanceof Part earlier) {
            Set<Integer> unknown = new HashSet<>(part.unavailable());
            unknown.retainAll(earlier.unavailable());
            Row row = merged(earlier.row(), part);
            return unknown.isEmpty() ? new Full(row) : new Part(row, unknown, earlier.from() || part.from());
        }
        return this;
    }

    /** The part's row with the values that it lacks taken from {@code known}. */
    static Row merged(Row known, Part part) {
        List<@Nullable String> values = new ArrayList<>(part.row().values());
        part.unavailable().forEach(column -> values.set(column, known.value(column)));
        return new Row(values);
    }
}
