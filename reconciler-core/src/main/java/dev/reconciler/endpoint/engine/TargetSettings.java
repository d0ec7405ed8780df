package dev.reconciler.endpoint.engine;

import dev.reconciler.position.PositionFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's settings for its target.
 *
 * @param stream the names of the stream from the target itself, if there is one
 * @param positions of the source, in which the checkpoint counts
 * @param windowLimit the longest duration of a window
 * @param queryUser the role that users' queries run under; null for the session's own
 * @param leaseTtl the time without a heartbeat after which another writer may take over
 * @param replica true if rows are written as a replica writes them: no triggers, no foreign-key checks
 * @param lockTimeout the time limit for a lock; null for the engine's default
 */
public record TargetSettings(
        String pipeline,
        StreamNames stream,
        PositionFormat positions,
        Duration windowLimit,
        @Nullable String queryUser,
        Duration leaseTtl,
        boolean replica,
        @Nullable Duration lockTimeout) {}
