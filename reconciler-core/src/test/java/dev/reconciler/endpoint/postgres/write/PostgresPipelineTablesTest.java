package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.ControlStore;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The control tables of target and control store in one database, without checks of values, with a row of two pipelines in each. */
@Tag("db")
class PostgresPipelineTablesTest {
    private final Target target = new Target();

    PostgresPipelineTablesTest() {
        new ControlStore(target.database);
        target.execute("""
                DO $$
                DECLARE it record;
                BEGIN
                    FOR it IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
                        WHERE contype = 'c' AND connamespace = 'reconciler'::regnamespace LOOP
                        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.name, it.conname);
                    END LOOP;
                END $$""");
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void everyTableLosesTheRowsOfThePipelineAndNoOthers() {
        List<String> tables = target.rows("""
                SELECT c.table_name FROM information_schema.columns AS c
                JOIN information_schema.tables AS t USING (table_schema, table_name)
                WHERE c.table_schema = 'reconciler' AND c.column_name = 'pipeline' AND t.table_type = 'BASE TABLE'
                ORDER BY 1""");
        assertThat(tables).hasSizeGreaterThan(25).contains("ledger", "run", "named_lock");
        tables.forEach(table -> List.of("shop", "other").forEach(pipeline -> insert(table, pipeline)));
        PostgresPipelineTables shop = new PostgresPipelineTables(target.pool, "shop");
        assertThat(shop.hasRows()).isTrue();

        shop.remove();

        assertThat(shop.hasRows()).isFalse();
        for (String table : tables) {
            assertThat(target.rows("SELECT DISTINCT pipeline FROM reconciler." + table))
                    .as(table)
                    .containsExactly("other");
        }
        new PostgresPipelineTables(target.pool, "other").remove();
        assertThat(target.rows("SELECT nspname FROM pg_namespace WHERE nspname = 'reconciler'"))
                .as("the last pipeline's removal drops the schema")
                .isEmpty();
    }

    /** A row of whatever the columns without a default take, with the number that a generated one of the same pipeline has; foreign keys and triggers are not checked. */
    private void insert(String table, String pipeline) {
        List<String> columns = target.rows("""
                SELECT column_name, CASE WHEN column_name = 'pipeline' THEN '%s'
                    WHEN data_type LIKE '%%int%%' OR data_type LIKE 'double%%' THEN '%d' WHEN data_type = 'date' OR data_type LIKE 'timestamp%%' THEN '2026-01-01'
                    WHEN data_type LIKE 'json%%' THEN '[]' WHEN data_type = 'boolean' THEN 'true'
                    WHEN data_type = 'ARRAY' THEN '{}' WHEN data_type = 'pg_lsn' THEN '0/1'
                    WHEN data_type = 'bytea' THEN '\\x00' ELSE '%s' END
                FROM information_schema.columns
                WHERE table_schema = 'reconciler' AND table_name = '%s'
                    AND (column_name = 'pipeline' OR is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER')
                """.formatted(pipeline, pipeline.equals("shop") ? 1 : 2, pipeline, table));
        target.execute("SET session_replication_role = replica; INSERT INTO reconciler." + table + " ("
                + columns.stream()
                        .map(each -> "\"" + each.split("\\|")[0] + "\"")
                        .collect(Collectors.joining(", "))
                + ") VALUES ("
                + columns.stream().map(each -> "'" + each.split("\\|")[1] + "'").collect(Collectors.joining(", "))
                + ")");
    }
}
