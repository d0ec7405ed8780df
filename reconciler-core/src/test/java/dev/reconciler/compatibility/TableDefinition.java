package dev.reconciler.compatibility;

import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogTable;
import dev.reconciler.schema.catalog.CatalogTable.Check;
import dev.reconciler.schema.catalog.CatalogTable.Index;
import dev.reconciler.schema.catalog.CatalogTable.Reference;
import dev.reconciler.schema.catalog.CatalogTable.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The table {@code s.t} of one engine, which tests of the rules compare with one of another. */
final class TableDefinition {
    static final TableRef TABLE = new TableRef("s", "t");

    private final String engine;
    private final List<ColumnDefinition> columns;
    private List<String> key = List.of();
    private final List<Index> indexes = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Trigger> triggers = new ArrayList<>();

    private TableDefinition(String engine, List<ColumnDefinition> columns) {
        this.engine = engine;
        this.columns = columns;
    }

    static TableDefinition postgres(ColumnDefinition... columns) {
        return new TableDefinition("postgresql", List.of(columns));
    }

    static TableDefinition mySql(ColumnDefinition... columns) {
        return new TableDefinition("mysql", List.of(columns));
    }

    static TableDefinition mariaDb(ColumnDefinition... columns) {
        return new TableDefinition("mariadb", List.of(columns));
    }

    TableDefinition key(String... names) {
        key = List.of(names);
        return this;
    }

    TableDefinition index(String name, boolean unique, String... over) {
        indexes.add(new Index(name, List.of(over), unique, false, false, "INDEX " + name, String.join(", ", over)));
        return this;
    }

    /** An index with expressions or a condition. */
    TableDefinition index(String name, boolean unique, List<String> none, String content) {
        indexes.add(new Index(name, none, unique, false, false, "INDEX " + name, content));
        return this;
    }

    TableDefinition check(String name, String expression) {
        checks.add(new Check(name, expression, ""));
        return this;
    }

    TableDefinition refers(String name, String column, TableRef parent, String onDelete) {
        foreignKeys.add(new ForeignKey(name, TABLE, List.of(column), parent, List.of("id"), false));
        references.add(new Reference(name, onDelete, "NO ACTION"));
        return this;
    }

    TableDefinition trigger(String name, String... events) {
        triggers.add(new Trigger(name, List.of(events), "ENABLE " + name));
        return this;
    }

    CatalogTable table() {
        TableSchema schema = new TableSchema(
                TABLE,
                columns.stream().map(column -> column.column(engine)).toList(),
                key,
                List.of(),
                foreignKeys,
                new ReplicaIdentity(false, key),
                List.of(),
                new TableSchema.Storage(false, -1));
        return new CatalogTable(
                schema,
                columns.stream().collect(Collectors.toMap(column -> column.name, column -> column.detail(engine))),
                indexes,
                checks,
                references,
                triggers);
    }

    Catalog catalog() {
        return new Catalog(Catalog.FORMAT, engine, List.of(table()), List.of(TABLE), List.of());
    }
}
