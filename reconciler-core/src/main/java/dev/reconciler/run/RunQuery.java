package dev.reconciler.run;

import dev.reconciler.control.PageRequest;
import org.jspecify.annotations.Nullable;

/** Which runs of a pipeline; null does not restrict. */
public record RunQuery(
        String pipeline, @Nullable String job, @Nullable RunState state, PageRequest page) {}
