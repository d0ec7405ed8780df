package dev.reconciler.schema.catalog;

import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.CatalogTable.Check;
import dev.reconciler.schema.catalog.CatalogTable.Counter;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.CatalogTable.Index;
import dev.reconciler.schema.catalog.CatalogTable.Reference;
import dev.reconciler.schema.catalog.CatalogTable.Trigger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements in an engine's SQL that change definitions, each with its reverse, for people to run. */
public interface ChangeSql {
    /** The name of a type that holds every value of the type of another engine, as far as this engine has one. */
    String typeFor(ColumnType type);

    /** @param type the new type's name */
    SchemaChange type(TableRef table, FullColumn now, String type);

    SchemaChange nullable(TableRef table, FullColumn now, boolean nullable);

    /** @param value the expression of the default; null for none */
    SchemaChange defaultValue(TableRef table, FullColumn now, @Nullable String value);

    /** Adds labels to an enum. */
    SchemaChange labels(TableRef table, FullColumn now, List<String> added);

    /** @param charset null to leave it */
    SchemaChange collation(TableRef table, FullColumn now, @Nullable String charset, String collation);

    SchemaChange addColumn(TableRef table, String name, String type);

    SchemaChange dropIndex(TableRef table, Index index);

    /** Empty if the engine can't index these columns whole. */
    Optional<SchemaChange> createIndex(TableRef table, List<FullColumn> columns, boolean unique);

    SchemaChange dropCheck(TableRef table, FullColumn column, Check check);

    SchemaChange dropTableCheck(TableRef table, Check check);

    SchemaChange dropForeignKey(ForeignKey key, Reference actions);

    SchemaChange disable(TableRef table, Trigger trigger);

    SchemaChange identity(TableRef table, FullColumn now);

    SchemaChange restart(TableRef table, Counter counter, long next);
}
