package dev.reconciler.endpoint.engine;

/**
 * What a target has on record of a pipeline's stream.
 *
 * @param applied whether the checkpoint is past the origin of all positions
 * @param origin whether the stream's origin is on record
 * @param intended whether the intent to set the stream up is on record
 */
public record StreamRecord(boolean applied, boolean origin, boolean intended) {}
