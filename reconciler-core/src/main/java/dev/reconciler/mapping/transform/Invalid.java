package dev.reconciler.mapping.transform;

import dev.reconciler.row.InvalidValue;
import org.jspecify.annotations.Nullable;

/** The declared answer to a source value from which a transform can't make a value. */
public enum Invalid {
    /** The event is parked, and the row is a difference with the reason. */
    FAIL,
    /** The target has NULL. */
    NULL;

    @Nullable
    String answer(String text, String reason) {
        return this == NULL ? null : InvalidValue.of("'" + text + "' " + reason);
    }
}
