package dev.reconciler.app.http.api;

import dev.reconciler.correction.CorrectionOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The result of a requested correction.
 *
 * @param correction its id, if it was written
 *
 * @param reason the reason, if it was not
 */
record OutcomeView(String result, @Nullable String correction, String reason) {
    static OutcomeView of(CorrectionOutcome outcome) {
        return new OutcomeView(outcome.result().name(), outcome.correction(), outcome.reason());
    }
}
