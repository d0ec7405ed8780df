package dev.reconciler.compatibility;

import dev.reconciler.compatibility.SchemaDifference.CountQuery;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.catalog.Catalog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences of catalogs that a test made. */
final class Compared {
    private Compared() {}

    static List<SchemaDifference> by(Catalog source, Catalog target, TableMapping... mappings) {
        return new SchemaComparison(
                        source,
                        target,
                        Engine.of(source.engine()).countSql(),
                        Engine.of(target.engine()).changeSql(),
                        List.of(mappings))
                .compare();
    }

    static List<SchemaDifference> byName(TableDefinition source, TableDefinition target) {
        return by(
                source.catalog(),
                target.catalog(),
                TableMapping.byName(TableDefinition.TABLE, TableDefinition.TABLE, null));
    }

    /** Those of one kind. */
    static List<SchemaDifference> of(Kind kind, TableDefinition source, TableDefinition target) {
        return byName(source, target).stream()
                .filter(each -> each.kind() == kind)
                .toList();
    }

    /** The condition of the rows that the difference's query counts; null if it has no query. */
    static @Nullable String condition(SchemaDifference difference) {
        CountQuery count = difference.count();
        return count == null ? null : count.sql().replaceFirst("^SELECT count\\(\\*\\) FROM \\S+ WHERE ", "");
    }

    /** The first statement of the suggested change; null if there is none. */
    static @Nullable String statement(SchemaDifference difference) {
        return difference.change() == null
                ? null
                : difference.change().statements().get(0);
    }
}
