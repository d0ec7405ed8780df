package dev.reconciler.endpoint.engine;

import java.util.Map;

/** The source tables' columns as last seen, kept beyond a restart. */
public interface ShapeJournal {
    /** Type by column name, by table id; a table that was never noted is not in it. */
    Map<String, Map<String, String>> shapes();

    /** @param shape type by column name */
    void note(String table, Map<String, String> shape);
}
