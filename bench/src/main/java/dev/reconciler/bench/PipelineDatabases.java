package dev.reconciler.bench;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.testing.Tables;

/** The databases of a pipeline's two sides. */
record PipelineDatabases(SideDatabase source, SideDatabase target) {
    /** Maps the table to the one of the same name. */
    MappedTable table(String name) {
        Tables tables = new Tables(
                source.source(name).schema(),
                target.target(name, source.source(name).positions()).schema());
        return tables.resolve(TableMapping.byName(source.table(name), target.table(name), null))
                .get(0);
    }
}
