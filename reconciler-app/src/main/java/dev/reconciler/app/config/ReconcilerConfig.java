package dev.reconciler.app.config;

/** The settings of one file with all defaults; {@code toString} shows no secret. */
public record ReconcilerConfig(
        String pipeline,
        Mode mode,
        DatabasesConfig databases,
        ScopeConfig scope,
        ReplicationConfig replication,
        JobsConfig jobs,
        CorrectionConfig correction,
        HttpConfig http) {}
