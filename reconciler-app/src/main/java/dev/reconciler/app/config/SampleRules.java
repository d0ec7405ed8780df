package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.text.Durations;
import dev.reconciler.verify.sample.BoundToProve;
import dev.reconciler.verify.sample.SampleGoal;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.yaml.Places;
import java.math.BigDecimal;
import java.util.List;

/** The settings of the job {@code sample}: a depth, or single figures that replace those of the depth. */
final class SampleRules {
    private static final String MARGIN = "margin";
    private static final String FEWER_THAN = "fewerThan";

    private final Places places;

    SampleRules(Places places) {
        this.places = places;
    }

    /** Reports what the schema can't find. */
    void check(JsonNode sample) {
        if (sample.has(MARGIN) && sample.has(FEWER_THAN)) {
            places.problem(
                    List.of("verification", "sample", FEWER_THAN),
                    "a sample has either a margin or a bound to prove",
                    "remove margin or fewerThan");
        }
        for (String name : List.of("confidence", MARGIN)) {
            if (sample.path(name).asText().matches("[0.]+%")) {
                places.problem(List.of("verification", "sample", name), "is not above 0", "write a value like 95%, 1%");
            }
        }
    }

    static VerificationConfig.Sample bind(JsonNode sample) {
        SampleSize depth = sample.path("depth").asText().equals("quick") ? SampleSize.QUICK : SampleSize.DEEP;
        double confidence = share(sample.path("confidence"), depth.confidence());
        SampleGoal goal = sample.has(FEWER_THAN)
                ? new BoundToProve(confidence, sample.path(FEWER_THAN).asLong())
                : new SampleSize(confidence, share(sample.path(MARGIN), depth.margin()));
        return new VerificationConfig.Sample(
                new SamplePlan(
                        goal,
                        sample.path("rowsPerTenant").asInt(),
                        new SamplePlan.Recent(
                                Durations.parse(
                                        sample.path("recent").path("within").asText()),
                                sample.path("recent").path("rows").asInt())),
                sample.has("seed") ? sample.path("seed").asLong() : null);
    }

    private static double share(JsonNode percent, double otherwise) {
        String text = percent.asText();
        return text.isEmpty()
                ? otherwise
                : new BigDecimal(text.substring(0, text.length() - 1))
                        .movePointLeft(2)
                        .doubleValue();
    }
}
