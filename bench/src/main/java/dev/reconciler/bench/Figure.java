package dev.reconciler.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * The result of a benchmark.
 *
 * @param goal the required value, with its direction
 * @param detail explains the value: its component times, memory, the machine
 */
record Figure(String figure, BigDecimal value, String goal, String unit, Map<String, Object> detail) {

    /** One line of JSON. */
    String json() {
        try {
            return new ObjectMapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON for " + figure, e);
        }
    }

    static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }
}
