package dev.reconciler.endpoint.engine;

import java.util.Map;

/** The durable record of the source tables' columns as last seen. */
public interface ShapeJournal {
    /** Type by column name, by table id; a table that was never noted is absent. */
    Map<String, Map<String, String>> shapes();

    /** @param shape type by column name */
    void note(String table, Map<String, String> shape);
}
