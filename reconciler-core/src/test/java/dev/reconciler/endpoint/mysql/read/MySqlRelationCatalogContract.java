package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.SourceSettings;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a table that no event reports, as a real server shows them. */
abstract class MySqlRelationCatalogContract {
    private final MySqlFamilyServer server;
    private final String database;
    private final MySqlRelationCatalog catalog;

    MySqlRelationCatalogContract(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
        database = server.createDatabase("relations");
        catalog = new MySqlRelationCatalog(Side.TARGET, server.dataSource(database));
    }

    private MappedTable mapped(String name) {
        TableRef ref = new TableRef(database, name);
        TableSchema schema = new MySqlSchemaReader("target", server.dataSource(database))
                .read(ref)
                .orElseThrow();
        List<MappedColumn> columns = schema.columns().stream()
                .map(column -> new MappedColumn(column, column, null))
                .toList();
        return new MappedTable(ref.toString(), ref, ref, columns, List.of(0), -1, List.of());
    }

    private RelationFacts facts(MappedTable table) {
        return catalog.read(List.of(table)).get(table.id());
    }

    final void create(String... statements) {
        server.execute(database, statements);
    }

    final void changes(String table, String... statements) {
        MappedTable mapped = mapped(table);
        RelationFacts before = facts(mapped);
        assertThat(facts(mapped)).isEqualTo(before);
        server.execute(database, statements);
        assertThat(facts(mapped)).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE t",
                "ALTER TABLE t ENGINE = InnoDB",
                "ALTER TABLE t MODIFY v varchar(2)",
                "ALTER TABLE t MODIFY v varchar(10) COLLATE utf8mb4_bin",
                "ALTER TABLE t DROP COLUMN v",
                "DROP TABLE t",
                "RENAME TABLE t TO old, u TO t"
            })
    void changeOfDataWithoutRowsIsNoticed(String statement) {
        server.execute(
                database,
                "DROP TABLE IF EXISTS t, u, old",
                "CREATE TABLE t (id int PRIMARY KEY, v varchar(10) COLLATE utf8mb4_general_ci)",
                "CREATE TABLE u LIKE t",
                "INSERT INTO t VALUES (1, 'a')");

        changes("t", statement);
    }

    @Test
    void writesAndIndexesAreNoChange() {
        server.execute(database, "CREATE TABLE plain (id int PRIMARY KEY, v int)");
        MappedTable table = mapped("plain");
        RelationFacts before = facts(table);

        server.execute(
                database,
                "INSERT INTO plain VALUES (1, 1), (2, 2)",
                "DELETE FROM plain WHERE id = 1",
                "CREATE INDEX i ON plain (v)",
                "ANALYZE TABLE plain");

        assertThat(facts(table)).isEqualTo(before);
    }

    @Test
    void partitionsAreWatched() {
        String name = "Tä-b$1_x";
        server.execute(
                database,
                "CREATE TABLE `" + name + "` (id int PRIMARY KEY) PARTITION BY RANGE (id)"
                        + " (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE)");
        assertThat(facts(mapped(name)).relations()).hasSize(3);

        changes(name, "ALTER TABLE `" + name + "` TRUNCATE PARTITION high");
        changes(name, "ALTER TABLE `" + name + "` DROP PARTITION low");
        changes(name, "TRUNCATE `" + name + "`");
    }

    @Test
    void truncatedTableOfASimilarNameIsNoChange() {
        server.execute(database, "CREATE TABLE a_b (id int PRIMARY KEY)", "CREATE TABLE axb (id int PRIMARY KEY)");

        MappedTable table = mapped("a_b");
        RelationFacts before = facts(table);
        assertThat(before.relations()).hasSize(1);

        server.execute(database, "TRUNCATE axb");

        assertThat(facts(table)).isEqualTo(before);
    }

    @Test
    void eachSideReadsItsOwnTableAndColumns() {
        server.execute(
                database,
                "CREATE TABLE here (id int PRIMARY KEY, a varchar(3))",
                "CREATE TABLE there (id int PRIMARY KEY, b varchar(4))");
        MappedTable here = mapped("here");
        MappedTable there = mapped("there");
        List<MappedColumn> columns = List.of(
                new MappedColumn(
                        here.columns().get(0).source(), there.columns().get(0).target(), null),
                new MappedColumn(
                        here.columns().get(1).source(), there.columns().get(1).target(), null),
                new MappedColumn(List.of(), there.columns().get(1).target(), null));
        MappedTable both =
                new MappedTable(there.id(), here.source(), there.target(), columns, List.of(0), -1, List.of());

        RelationFacts source = Engine.of(server.flavor().label())
                .source(
                        server.dataSource(database),
                        new SourceSettings("shop", new StreamNames("s", "s"), Duration.ofSeconds(10), null))
                .relations()
                .read(List.of(both))
                .get(both.id());

        assertThat(source).isEqualTo(facts(here));
        assertThat(facts(both)).isEqualTo(facts(there));
    }

    @Test
    void missingTableHasNoRelation() {
        server.execute(database, "CREATE TABLE gone (id int PRIMARY KEY)");
        MappedTable table = mapped("gone");
        server.execute(database, "DROP TABLE gone");

        assertThat(facts(table).relations()).isEmpty();
    }
}
