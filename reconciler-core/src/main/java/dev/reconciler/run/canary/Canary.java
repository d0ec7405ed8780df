package dev.reconciler.run.canary;

import dev.reconciler.correction.canary.Planter;
import dev.reconciler.verify.canary.CanaryScope;
import dev.reconciler.verify.canary.Plants;
import dev.reconciler.verify.canary.References;
import java.util.function.Supplier;

/**
 * What the canary job works with.
 *
 * @param ids makes the ids of plants, each once
 */
public record Canary(CanaryScope scope, Planter planter, Plants plants, References references, Supplier<String> ids) {}
