package dev.reconciler.bench.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;

/**
 * The campaign's figures, in one line.
 *
 * @param faultsSkipped kinds that are not possible on this machine
 * @param driftsRequired number of injected drifts that must be found: the rest do no harm, may heal, or may not have been
 *     committed
 * @param missed required drifts that were not found
 * @param violations every other condition that did not hold
 */
record CampaignReport(
        long seed,
        double minutes,
        int faults,
        Map<String, Integer> faultsByKind,
        List<String> faultsSkipped,
        long transactions,
        int driftsInjected,
        long driftsRequired,
        long driftsFound,
        int missed,
        int wronglyFound,
        long rowsLost,
        long staleOverwrites,
        long effectsRepeated,
        int parkedEvents,
        double worstSecondsToDetect,
        double worstSecondsToRecover,
        int daemonStarts,
        List<String> violations) {

    boolean isGood() {
        return missed == 0
                && wronglyFound == 0
                && rowsLost == 0
                && staleOverwrites == 0
                && effectsRepeated == 0
                && parkedEvents == 0
                && violations.isEmpty();
    }

    String json() {
        try {
            return new ObjectMapper()
                    .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                    .writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON for " + this, e);
        }
    }
}
