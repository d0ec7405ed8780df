package dev.reconciler.cdc.capture;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.cdc.change.ChangeEvent;

/** The memory size of an event: the characters of the texts that it alone holds. */
public final class EventSize implements ChangeEvent.Visitor<RuntimeException> {
    private long characters;

    private EventSize() {}

    public static long of(ChangeEvent event) {
        EventSize size = new EventSize();
        event.accept(size);
        return size.characters;
    }

    /** The key is among the row's values. */
    @Override
    public void insert(ChangeEvent.Insert insert) {
        characters = ByteBudget.of(insert.after().values());
    }

    @Override
    public void update(ChangeEvent.Update update) {
        characters = ByteBudget.of(update.after().values());
    }

    @Override
    public void delete(ChangeEvent.Delete delete) {
        characters = ByteBudget.of(delete.key().parts());
    }

    @Override
    public void truncate(ChangeEvent.Truncate truncate) {
        characters = 0; // only the name of the table, which all events share
    }

    @Override
    public void unreadable(ChangeEvent.Unreadable unreadable) {
        characters = unreadable.envelope().length();
    }

    @Override
    public void schemaChanged(ChangeEvent.SchemaChanged changed) {
        characters = changed.what().length();
    }
}
