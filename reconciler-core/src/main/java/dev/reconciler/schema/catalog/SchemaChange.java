package dev.reconciler.schema.catalog;

import java.util.List;

/** Statements that change a definition, and those that restore it. */
public record SchemaChange(List<String> statements, List<String> reverse) {
    public SchemaChange {
        statements = List.copyOf(statements);
        reverse = List.copyOf(reverse);
    }

    public SchemaChange(String statement, String reverse) {
        this(List.of(statement), List.of(reverse));
    }

    public SchemaChange inverted() {
        return new SchemaChange(reverse, statements);
    }
}
