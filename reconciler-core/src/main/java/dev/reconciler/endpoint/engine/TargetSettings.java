package dev.reconciler.endpoint.engine;

import dev.reconciler.position.PositionFormat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline uses its target.
 *
 * @param stream of the stream from the target itself, if there is one
 * @param positions of the source, in which the checkpoint counts
 * @param windowLimit how long a window lasts at most
 * @param queryUser the role that users' queries run under; null for the session's own
 * @param leaseTtl how long a writer may be silent before another may take over
 * @param replica whether rows are written as a replica writes them: no triggers, no foreign-key checks
 * @param lockTimeout how long a write waits for a lock; null for the engine's default
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
