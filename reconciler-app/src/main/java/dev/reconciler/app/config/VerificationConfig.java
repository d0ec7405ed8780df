package dev.reconciler.app.config;

import dev.reconciler.verify.changes.ChangeRecorder;
import dev.reconciler.verify.checksum.DigestSetting;
import dev.reconciler.verify.sample.SamplePlan;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of verification.
 *
 * @param massDriftRows the number of differing rows of a table above which a run records one mass drift instead of each row
 * @param scrubPeriod the period in which the incremental job verifies every clean chunk again
 * @param digest the digest method for comparing chunks
 */
public record VerificationConfig(
        long massDriftRows,
        Duration scrubPeriod,
        DigestSetting digest,
        Stream stream,
        Sample sample,
        Anomalies anomalies,
        RuleResults ruleResults) {
    /**
     * Settings of the job {@code sample}.
     *
     * @param seed null for a different draw in each run
     */
    public record Sample(SamplePlan plan, @Nullable Long seed) {}

    /**
     * Settings of the job {@code anomalies}.
     *
     * @param rows of a tenant in a table that a model is trained on, at most
     */
    public record Anomalies(int rows) {}

    /**
     * Settings of the history of rules' results.
     *
     * @param keep the time after which a result is removed, unless it is the last one of its rule and tenant
     */
    public record RuleResults(Duration keep) {}

    /**
     * Settings of stream verification.
     *
     * @param keysPerSecond the maximum number of keys read from the target per second
     * @param changes the record of changed keys
     */
    public record Stream(boolean enabled, int keysPerSecond, ChangeRecorder.Limits changes) {}
}
