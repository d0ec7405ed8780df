package dev.reconciler.app.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.RunSample;
import dev.reconciler.verify.sample.BoundToProve;
import dev.reconciler.verify.sample.SampleEstimate;
import dev.reconciler.verify.sample.SampleEstimate.Recommendation;
import dev.reconciler.verify.sample.SampleSize;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run's sample of a table or tenant: one flat object, except for the estimates with their bounds.
 *
 * @param scope {@code TABLE}, {@code RECENT} for rows that changed recently, or {@code TENANT}; then tenant is null for the rows without
 *     a tenant
 * @param rate share of differing rows, from 0 to 1
 * @param errors number of differing rows
 */
public record SampleView(
        String table,
        String scope,
        @Nullable String tenant,
        @JsonUnwrapped Draw draw,
        Rate rate,
        Errors errors,
        @JsonUnwrapped Goal goal,
        @JsonUnwrapped Conclusion conclusion) {
    /** @param drawn rows compared; {@code differing} of them differ */
    public record Draw(long population, long drawn, long differing, long seed) {}

    /** A share with its bounds. */
    public record Rate(double estimate, double least, double most) {}

    /** A number with its bounds. */
    public record Errors(long estimate, long least, long most) {}

    /** @param margin null if the sample had a bound to prove, {@code fewerThan} otherwise */
    public record Goal(
            double confidence,
            @Nullable Double margin,
            @Nullable Long fewerThan) {}

    /**
     * @param largerSample 0 if no larger sample is recommended
     * @param advice the recommendation in words
     */
    public record Conclusion(Recommendation recommendation, long largerSample, String advice) {}

    public static SampleView of(RunSample sample) {
        SampleEstimate estimate = sample.estimate();
        TenantId tenant = sample.tenant();
        return new SampleView(
                sample.table(),
                sample.part().name(),
                tenant == null || tenant.isNone() ? null : tenant.value(),
                new Draw(estimate.population(), estimate.drawn(), estimate.differing(), sample.seed()),
                new Rate(
                        estimate.rate(),
                        estimate.interval().from(),
                        estimate.interval().to()),
                new Errors(
                        estimate.errors().estimated(),
                        estimate.errors().least(),
                        estimate.errors().most()),
                new Goal(
                        sample.goal().confidence(),
                        sample.goal() instanceof SampleSize size ? size.margin() : null,
                        sample.goal() instanceof BoundToProve bound ? bound.fewerThan() : null),
                new Conclusion(estimate.recommendation(), estimate.largerSample(), estimate.advice()));
    }

    /** The tenant for people: of the whole table {@code all}. */
    public String who() {
        return switch (scope) {
            case "TABLE" -> "all";
            case "RECENT" -> "all, changed recently";
            default -> tenant == null ? "-" : tenant;
        };
    }

    /** The rate with its bounds, in percent. */
    public String rateText() {
        return String.format(
                Locale.ROOT, "%.3g %% (%.3g to %.3g %%)", 100 * rate.estimate, 100 * rate.least, 100 * rate.most);
    }

    /** The errors with their bounds. */
    public String errorsText() {
        return errors.estimate + " (" + errors.least + " to " + errors.most + ")";
    }

    public String confidenceText() {
        return new BigDecimal(100 * goal.confidence)
                        .round(new MathContext(8))
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }
}
