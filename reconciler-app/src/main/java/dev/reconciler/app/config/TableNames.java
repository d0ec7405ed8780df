package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconciler.schema.TableRef;

/** Completes the names of tables: a bare name is in its database's default schema, which some engines call database. */
final class TableNames {
    private final String sourceSchema;
    private final String targetSchema;

    /** @param tree the configuration with the parts of its URLs */
    TableNames(JsonNode tree) {
        sourceSchema = defaultSchema(tree.path("source"));
        targetSchema = defaultSchema(tree.path("target"));
    }

    private static String defaultSchema(JsonNode connection) {
        return Engines.of(connection).defaultSchema(connection.path("database").asText());
    }

    TableRef source(JsonNode table) {
        return TableRef.parse(table.path("source").asText(), sourceSchema);
    }

    /** The target of a mapped table: its own, or the table with the source's name; from default schema to default schema. */
    TableRef target(JsonNode table) {
        String own = table.path("target").asText();
        if (TableRef.isName(own)) {
            return target(own);
        }
        TableRef source = source(table);
        return source.schema().equals(sourceSchema) ? new TableRef(targetSchema, source.name()) : source;
    }

    /** The name of a table's mapping: its own, or the target table's. */
    TableRef mapping(JsonNode table) {
        String own = table.path("name").asText();
        return TableRef.isName(own) ? target(own) : target(table);
    }

    /** The target table of this name. */
    TableRef target(String name) {
        return TableRef.parse(name, targetSchema);
    }
}
