package dev.reconciler.run;

import dev.reconciler.control.PageRequest;
import org.jspecify.annotations.Nullable;

/** A filter over a pipeline's runs; null does not restrict. */
public record RunQuery(
        String pipeline, @Nullable String job, @Nullable RunState state, PageRequest page) {}
