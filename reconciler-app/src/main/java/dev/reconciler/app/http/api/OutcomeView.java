package dev.reconciler.app.http.api;

import dev.reconciler.correction.CorrectionOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What came of a correction that was asked for.
 *
 * @param correction its id, if it was made
 * @param reason why not, otherwise
 */
record OutcomeView(String result, @Nullable String correction, String reason) {
    static OutcomeView of(CorrectionOutcome outcome) {
        return new OutcomeView(outcome.result().name(), outcome.correction(), outcome.reason());
    }
}
