package dev.reconciler.schema.catalog;

import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The catalog of one database.
 *
 * @param format the version of this form, for files
 * @param engine the kind of the engine
 * @param tables those that were asked for, as far as they exist
 * @param names every table of users in the database
 */
public record Catalog(int format, String engine, List<CatalogTable> tables, List<TableRef> names, List<View> views) {
    /** The version that this build writes and reads. */
    public static final int FORMAT = 1;

    public Catalog {
        tables = List.copyOf(tables);
        names = List.copyOf(names);
        views = List.copyOf(views);
    }

    /** @param over the tables that it reads */
    public record View(TableRef name, List<TableRef> over) {
        public View {
            over = List.copyOf(over);
        }
    }

    public Optional<CatalogTable> table(TableRef ref) {
        return tables.stream().filter(table -> table.schema().ref().equals(ref)).findFirst();
    }

    /** The definitions without their details. */
    public Map<TableRef, TableSchema> schemas() {
        return tables.stream().map(CatalogTable::schema).collect(Collectors.toMap(TableSchema::ref, schema -> schema));
    }
}
