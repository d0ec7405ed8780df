package dev.reconciler.cdc.capture;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.cdc.change.ChangeEvent;

/** The memory size of an event: the characters of its values. */
public final class EventSize {
    private EventSize() {}

    public static long of(ChangeEvent event) {
        if (event instanceof ChangeEvent.Insert insert) {
            return ByteBudget.of(insert.after().values());
        }
        if (event instanceof ChangeEvent.Update update) {
            return ByteBudget.of(update.after().values());
        }
        return event instanceof ChangeEvent.Unreadable unreadable
                ? unreadable.envelope().length()
                : 0;
    }
}
