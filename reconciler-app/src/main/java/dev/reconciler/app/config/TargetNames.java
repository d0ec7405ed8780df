package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.schema.TableRef;

/** Completes the names of target tables: a bare name is in the target's default schema, which some engines call database. */
final class TargetNames {
    private final String defaultSchema;

    /** @param tree the configuration with the parts of its URLs */
    TargetNames(JsonNode tree) {
        JsonNode target = tree.path("target");
        defaultSchema = Engines.of(target).defaultSchema(target.path("database").asText());
    }

    /** The target of a mapped table: its own, or the table with the name that the source's has. */
    TableRef of(JsonNode table) {
        String own = table.path("target").asText();
        if (TableRef.isName(own)) {
            return named(own);
        }
        TableRef source = TableRef.parse(table.path("source").asText());
        return source.schema().equals(TableRef.DEFAULT_SCHEMA) ? new TableRef(defaultSchema, source.name()) : source;
    }

    TableRef named(String text) {
        return TableRef.parse(text, defaultSchema);
    }
}
