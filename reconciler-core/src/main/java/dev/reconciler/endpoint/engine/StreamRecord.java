package dev.reconciler.endpoint.engine;

/**
 * The target's record of a pipeline's stream.
 *
 * @param applied true if the checkpoint is past the origin of all positions
 * @param origin true if the stream's origin is recorded
 * @param intended true if the intent to set the stream up is recorded
 */
public record StreamRecord(boolean applied, boolean origin, boolean intended) {}
