package dev.reconciler.app.http;

import dev.reconciler.correction.CorrectionOutcome;

/** Undoes a correction, with the errors of the API and the pages. */
public final class Undoing {
    private Undoing() {}

    /** @throws ConflictException if it is undone already, is itself an undo, or the row has changed since */
    public static CorrectionOutcome undo(ApiServices services, String id, String actor, String reason) {
        CorrectionOutcome outcome;
        try {
            outcome = services.operations().undo().undo(id, actor, reason);
        } catch (IllegalStateException e) {
            throw new ConflictException(String.valueOf(e.getMessage()));
        }
        if (!outcome.isCorrected()) {
            throw new ConflictException("correction " + id + " was not undone: " + outcome.reason());
        }
        return outcome;
    }
}
