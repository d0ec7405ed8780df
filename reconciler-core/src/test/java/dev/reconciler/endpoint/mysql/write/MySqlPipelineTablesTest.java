package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.testing.mysql.Flavor;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of target and control store in one database, without checks of values, with a row of two pipelines in each. */
@Tag("db")
class MySqlPipelineTablesTest {
    @ParameterizedTest
    @EnumSource
    void everyTableLosesTheRowsOfThePipelineAndNoOthers(Flavor flavor) {
        try (MySqlTarget target = new MySqlTarget(flavor)) {
            List<String> tables = target.rows("""
                    SELECT table_name FROM information_schema.columns
                    WHERE table_schema = 'reconciler' AND column_name = 'pipeline' ORDER BY 1""");
            assertThat(tables).hasSizeGreaterThan(20).contains("ledger", "run", "named_lock");
            target.rows("""
                            SELECT concat('ALTER TABLE reconciler.', table_name, ' DROP CONSTRAINT ', constraint_name)
                            FROM information_schema.table_constraints
                            WHERE constraint_schema = 'reconciler' AND constraint_type = 'CHECK'
                                AND constraint_name LIKE concat(table_name, '%')""").forEach(target::execute);
            tables.forEach(table -> List.of("shop", "other").forEach(pipeline -> insert(target, table, pipeline)));
            MySqlPipelineTables shop = new MySqlPipelineTables(target.pool, "shop");
            assertThat(shop.hasRows()).isTrue();
            assertThat(shop.exists("checkpoint")).isTrue();

            shop.remove();

            assertThat(shop.hasRows()).isFalse();
            for (String table : tables) {
                assertThat(target.rows("SELECT DISTINCT pipeline FROM reconciler." + table))
                        .as(table)
                        .containsExactly("other");
            }
            assertThatThrownBy(() -> target.execute("DELETE FROM reconciler.audit_entry"))
                    .hasStackTraceContaining("append-only");

            new MySqlPipelineTables(target.pool, "other").remove();
            assertThat(target.rows("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'reconciler'"))
                    .as("the last pipeline's removal drops the database")
                    .isEmpty();
            assertThat(shop.exists("checkpoint")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tableOfAnotherProgramKeepsTheDatabase(Flavor flavor) {
        try (MySqlTarget target = new MySqlTarget(flavor)) {
            target.execute("CREATE TABLE reconciler.notes (id int PRIMARY KEY)");

            new MySqlPipelineTables(target.pool, "shop").remove();

            assertThat(target.rows("SELECT count(*) FROM reconciler.notes")).containsExactly("0");
            target.execute("DROP TABLE reconciler.notes");
        }
    }

    /** A row of whatever the columns without a default take, with the number that a generated one of the same pipeline has; foreign keys are not checked. */
    private static void insert(MySqlTarget target, String table, String pipeline) {
        List<String> columns = target.rows("""
                SELECT column_name, CASE WHEN column_name = 'pipeline' THEN '%s'
                    WHEN data_type LIKE '%%int' OR data_type = 'double' THEN '%d' WHEN data_type IN ('date', 'datetime') THEN '2026-01-01'
                    WHEN data_type IN ('json', 'longtext') THEN '[]' ELSE '%s' END AS value
                FROM information_schema.columns
                WHERE table_schema = 'reconciler' AND table_name = '%s' AND extra NOT LIKE '%%GENERATED'
                    AND (column_name = 'pipeline'
                        OR is_nullable = 'NO' AND column_default IS NULL AND extra NOT LIKE 'auto_increment')
                """.formatted(pipeline, pipeline.equals("shop") ? 1 : 2, pipeline, table));
        target.execute(
                "SET SESSION foreign_key_checks = 0",
                "INSERT INTO reconciler." + table + " ("
                        + columns.stream()
                                .map(each -> "`" + each.split("\\|")[0] + "`")
                                .collect(Collectors.joining(", "))
                        + ") VALUES ("
                        + columns.stream()
                                .map(each -> "'" + each.split("\\|")[1] + "'")
                                .collect(Collectors.joining(", "))
                        + ")");
    }
}
