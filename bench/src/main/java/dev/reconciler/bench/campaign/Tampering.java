package dev.reconciler.bench.campaign;

import dev.reconciler.cdc.apply.ApplyHooks;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.row.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Drops, doubles, alters and re-orders events. A mark in a column of the event selects the action: so each delivery of the event
 * has the same effect, regardless of crashes in between.
 */
final class Tampering implements ApplyHooks {
    /** The column with the mark, by the name of the table; see {@link CampaignShop}. */
    private static final Map<String, Integer> MARKED = Map.of("orders", 4, "docs", 2);

    /** Larger transactions do not belong to drift. */
    private static final int LARGEST = 20;

    private static final String PREFIX = "~";
    static final String DROP = "~drop";
    static final String DROP_DELETE = "~drop-delete";
    static final String ALTER = "~alter";
    static final String TWICE = "~twice";
    static final String AGAIN_LATER = "~again-later";
    static final String SWAP = "~swap";

    @Override
    public SourceTransaction received(SourceTransaction transaction) {
        if (transaction.size() == 0 || transaction.size() > LARGEST) {
            return transaction;
        }
        List<ChangeEvent> events = new ArrayList<>();
        transaction.changes().forEach(events::add);
        for (ChangeEvent event : List.copyOf(events)) {
            String mark = mark(event);
            if (mark != null && mark.startsWith(PREFIX)) {
                tamper(events, (RowChange) event, mark);
            }
        }
        return new SourceTransaction(
                transaction.id(),
                transaction.end(),
                transaction.committedAt(),
                events.size(),
                List.copyOf(events),
                transaction.release());
    }

    private static void tamper(List<ChangeEvent> events, RowChange event, String mark) {
        int at = events.indexOf(event);
        switch (mark) {
            case DROP -> events.remove(at);
            case DROP_DELETE ->
                events.removeIf(other -> other == event
                        || other instanceof Delete delete
                                && delete.table().equals(event.table())
                                && delete.key().equals(event.key()));
            case ALTER -> events.set(at, altered(event));
            case TWICE -> events.add(at, event);
            case AGAIN_LATER -> events.add(event);
            case SWAP -> Collections.swap(events, at, at + 1);
            default -> throw new IllegalStateException("no such mark: " + mark);
        }
    }

    private static RowChange altered(RowChange event) {
        Integer column = MARKED.get(name(event.table()));
        Row row = row(event);
        if (column == null || row == null) {
            throw new IllegalStateException("nothing to alter in " + event);
        }
        List<@Nullable String> values = new ArrayList<>(row.values());
        values.set(column, "something else");
        return event instanceof Update update
                ? new Update(update.table(), update.key(), update.previousKey(), new Row(values), update.unavailable())
                : new Insert(event.table(), event.key(), new Row(values));
    }

    private static @Nullable String mark(ChangeEvent event) {
        Integer column = MARKED.get(name(event.table()));
        Row row = row(event);
        return column == null || row == null ? null : row.value(column);
    }

    private static String name(String table) {
        return table.substring(table.indexOf('.') + 1);
    }

    private static @Nullable Row row(ChangeEvent event) {
        if (event instanceof Insert insert) {
            return insert.after();
        }
        return event instanceof Update update ? update.after() : null;
    }
}
