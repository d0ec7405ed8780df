package dev.reconciler.endpoint.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's settings for its source.
 *
 * @param windowLimit the longest duration of a window
 * @param queryUser the role that users' queries run under; null for the session's own
 */
public record SourceSettings(
        String pipeline,
        StreamNames stream,
        Duration windowLimit,
        @Nullable String queryUser) {}
