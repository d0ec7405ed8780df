package dev.reconciler.app.http;

import dev.reconciler.correction.CorrectionOutcome;

/** Taking a correction back, with refusals as the API and the pages tell them. */
public final class Undoing {
    private Undoing() {}

    /** @throws ConflictException if it is undone already, is itself an undo, or the row is no longer what it left */
    public static CorrectionOutcome undo(ApiServices services, String id, String actor, String reason) {
        CorrectionOutcome outcome;
        try {
            outcome = services.undo().undo(id, actor, reason);
        } catch (IllegalStateException e) {
            throw new ConflictException(String.valueOf(e.getMessage()));
        }
        if (!outcome.isCorrected()) {
            throw new ConflictException("correction " + id + " was not undone: " + outcome.reason());
        }
        return outcome;
    }
}
