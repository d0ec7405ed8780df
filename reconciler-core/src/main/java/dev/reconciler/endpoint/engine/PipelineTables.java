package dev.reconciler.endpoint.engine;

/** The tables that pipelines keep in a target or a control database, in its schema {@code reconciler}. */
public interface PipelineTables {
    boolean exists(String table);

    /** Returns whether any table holds a row of the pipeline. */
    boolean hasRows();

    /**
     * Deletes the pipeline's rows, in one transaction; the removal of the last pipeline also drops the schema, unless it holds
     * other tables.
     */
    void remove();
}
