package dev.reconciler.schema;

/** A table's qualified name, as the catalog spells it (unquoted). */
public record TableRef(String schema, String name) implements Comparable<TableRef> {
    /**
     * Reads {@code schema.name}; a bare name is in schema {@code public}.
     *
     * @throws IllegalArgumentException if the text is empty or has more than one dot
     */
    public static TableRef parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 2 || parts[parts.length - 1].isBlank() || parts[0].isBlank()) {
            throw new IllegalArgumentException("not a table name (want schema.table): '" + text + "'");
        }
        return parts.length == 2 ? new TableRef(parts[0], parts[1]) : new TableRef("public", parts[0]);
    }

    @Override
    public int compareTo(TableRef other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
