package dev.reconciler.app.config;

import dev.reconciler.schema.TableRef;

/** The settings of one file with all defaults; {@code toString} shows no secret. */
public record ReconcilerConfig(
        String pipeline,
        Mode mode,
        DatabasesConfig databases,
        ScopeConfig scope,
        ReplicationConfig replication,
        JobsConfig jobs,
        CorrectionConfig correction,
        HttpConfig http) {
    /**
     * The target table that a person means by this name; a bare name is in the target's default schema.
     *
     * @throws IllegalArgumentException if it is not a table's name
     */
    public TableRef targetTable(String typed) {
        return TableRef.parse(typed, databases.target().defaultSchema());
    }
}
