package dev.reconciler.endpoint.engine;

import dev.reconciler.position.PositionFormat;
import dev.reconciler.targetstream.StreamMarks;
import dev.reconciler.targetstream.TargetChanges;

/**
 * The stream from a target itself.
 *
 * @param setup the objects that the target's server keeps for it
 * @param positions the format of positions of the target's own log
 * @param changes the durable record of who wrote which key of the target, as the stream reports it
 * @param marks the pipeline's tables that the stream carries beside the mapped ones
 */
public record OwnStream(StreamSetup setup, PositionFormat positions, TargetChanges changes, StreamMarks marks) {}
