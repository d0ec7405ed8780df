package dev.reconciler.endpoint.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline uses its source.
 *
 * @param windowLimit how long a window lasts at most
 * @param queryUser the role that users' queries run under; null for the session's own
 */
public record SourceSettings(
        String pipeline,
        StreamNames stream,
        Duration windowLimit,
        @Nullable String queryUser) {}
