package dev.reconciler.bench.campaign;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;

/**
 * The campaign's figures, in one line; in JSON the members of the parts are the report's own, in their order.
 *
 * @param violations every other condition that did not hold
 */
record CampaignReport(
        long seed,
        double minutes,
        @JsonUnwrapped Faults faults,
        long transactions,
        @JsonUnwrapped Drifts drifts,
        @JsonUnwrapped Damage damage,
        @JsonUnwrapped Recovery recovery,
        List<String> violations) {

    /** @param faultsSkipped kinds that are not possible on this machine */
    record Faults(int faults, Map<String, Integer> faultsByKind, List<String> faultsSkipped) {}

    /**
     * @param driftsRequired number of injected drifts that must be found: the rest do no harm, may heal, or may not have been
     *     committed
     * @param missed required drifts that were not found
     */
    record Drifts(int driftsInjected, long driftsRequired, long driftsFound, int missed, int wronglyFound) {
        boolean areExact() {
            return missed == 0 && wronglyFound == 0;
        }
    }

    record Damage(long rowsLost, long staleOverwrites, long effectsRepeated, int parkedEvents) {
        boolean isNone() {
            return rowsLost == 0 && staleOverwrites == 0 && effectsRepeated == 0 && parkedEvents == 0;
        }
    }

    record Recovery(double worstSecondsToDetect, double worstSecondsToRecover, int daemonStarts) {}

    boolean isGood() {
        return drifts.areExact() && damage.isNone() && violations.isEmpty();
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
