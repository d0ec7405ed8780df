package dev.reconciler.bench.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;

/**
 * The campaign's one line of figures.
 *
 * @param faultsSkipped kinds that this machine can't have
 * @param driftsRequired how many of the injected must be found: the others do no harm, may heal, or may not have been done
 * @param missed of those, the ones that were not found
 * @param violations whatever else did not hold
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
