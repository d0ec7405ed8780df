package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/** Mappings of tables of a test's target onto themselves, as the catalog describes them. */
final class Mappings {
    private Mappings() {}

    /** @param columns those of the key are marked by {@code *}, that of the tenant by {@code @} */
    static MappedTable of(MySqlTarget target, String table, String... columns) {
        return of(target.pool, target.database, table, columns);
    }

    static MappedTable of(DataSource pool, String database, String table, String... columns) {
        TableRef ref = new TableRef(database, table);
        TableSchema schema = schema(pool, ref);
        List<String> names =
                Arrays.stream(columns).map(name -> name.replaceAll("[*@]", "")).toList();
        List<Integer> key = names.stream()
                .map(names::indexOf)
                .filter(i -> columns[i].contains("*"))
                .toList();
        List<MappedColumn> mapped = names.stream()
                .map(name -> schema.column(name).orElseThrow())
                .map(column -> new MappedColumn(column, column, new Transform.Direct()))
                .toList();
        int tenant = names.stream()
                .map(names::indexOf)
                .filter(i -> columns[i].contains("@"))
                .findFirst()
                .orElse(-1);
        return new MappedTable(table, ref, ref, mapped, key, tenant, List.of());
    }

    static ForeignKey onlyForeignKey(MySqlTarget target, String table) {
        return schema(target.pool, new TableRef(target.database, table))
                .foreignKeys()
                .get(0);
    }

    private static TableSchema schema(DataSource pool, TableRef table) {
        return new MySqlSchemaReader("target", pool).read(table).orElseThrow();
    }
}
