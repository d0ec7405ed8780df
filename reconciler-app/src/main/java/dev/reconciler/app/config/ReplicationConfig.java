package dev.reconciler.app.config;

/** Settings of the way of the source's rows into the target: the first fill, the stream and the applier. */
public record ReplicationConfig(Initial initial, StreamConfig stream, ApplyConfig apply) {}
