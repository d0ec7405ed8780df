package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.TypeTraits;
import dev.reconciler.schema.UniqueIndex;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The catalog of a real server. */
abstract class MySqlSchemaReaderContract {
    final MySqlFamilyServer server;
    final String database;
    private final MySqlSchemaReader reader;

    MySqlSchemaReaderContract(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
        database = server.createDatabase("catalog");
        reader = new MySqlSchemaReader("source", server.dataSource(database));
    }

    private TableRef ref(String table) {
        return new TableRef(database, table);
    }

    TableSchema read(String table) {
        return reader.read(ref(table)).orElseThrow();
    }

    private Column column(String table, String name) {
        return read(table).column(name).orElseThrow();
    }

    @Test
    void columnHasTypeNullabilityDefault() {
        server.execute(database, """
            CREATE TABLE t (id int unsigned AUTO_INCREMENT PRIMARY KEY, a varchar(20) CHARACTER SET latin1 NOT NULL DEFAULT 'x',
                b decimal(12,2) NULL, c datetime(3) DEFAULT CURRENT_TIMESTAMP(3), d int AS (b + 1) STORED, e int AS (b + 2),
                f int NOT NULL, `order``s` int, g int DEFAULT NULL)\
            """);

        assertThat(read("t").columns())
                .extracting(Column::name)
                .containsExactly("id", "a", "b", "c", "d", "e", "f", "order`s", "g");
        assertThat(read("t").columns()).noneMatch(Column::mayBeOmitted);
        assertThat(column("t", "id").identity()).isTrue();
        assertThat(column("t", "id").nullable()).isFalse();
        assertThat(column("t", "a").hasDefault()).isTrue();
        assertThat(column("t", "a").type().structure().limits().length()).isEqualTo(20);
        assertThat(column("t", "a").type().structure().traits())
                .extracting(TypeTraits::charset, TypeTraits::collation)
                .containsExactly("latin1", "latin1_swedish_ci");
        assertThat(column("t", "b").nullable()).isTrue();
        assertThat(column("t", "b").hasDefault()).isFalse();
        assertThat(column("t", "c").hasDefault()).isTrue();
        assertThat(column("t", "c").type().structure().limits().fraction()).isEqualTo(3);
        assertThat(List.of(column("t", "d"), column("t", "e")))
                .allMatch(Column::generated)
                .noneMatch(Column::hasDefault);
        assertThat(List.of(column("t", "f"), column("t", "g")))
                .noneMatch(Column::hasDefault)
                .noneMatch(Column::generated);
    }

    @Test
    void labelsAreThoseOfTheServer() {
        server.execute(
                database,
                "CREATE TABLE labels (id int PRIMARY KEY, v enum('a','it''s','x,y','back\\\\slash','q\"','\u00e9','') NOT NULL)",
                "INSERT INTO labels SELECT 1, 'back\\\\slash'");

        assertThat(column("labels", "v").type().structure().traits().labels())
                .containsExactly("a", "it's", "x,y", "back\\slash", "q\"", "\u00e9", "");
    }

    @Test
    void jsonIsJsonOnBothServers() {
        server.execute(database, "CREATE TABLE documents (id int PRIMARY KEY, v json, w longtext)");

        assertThat(column("documents", "v").type().logical()).isEqualTo(LogicalType.JSON);
        assertThat(column("documents", "v").type().structure().normalised()).isTrue();
        assertThat(column("documents", "w").type().logical()).isEqualTo(LogicalType.TEXT);
    }

    @Test
    void keysAreRead() {
        server.execute(database, """
                CREATE TABLE parent (b int, a int, u int NOT NULL, n int, s varchar(100) NOT NULL, PRIMARY KEY (a, b),
                    UNIQUE KEY whole (u, b), UNIQUE KEY nullable (n), UNIQUE KEY prefix (s(10)), KEY plain (n, u))\
                """, """
                CREATE TABLE child (id int PRIMARY KEY, x int, y int, self int,
                    CONSTRAINT to_parent FOREIGN KEY (x, y) REFERENCES parent (a, b),
                    CONSTRAINT to_self FOREIGN KEY (self) REFERENCES child (id))\
                """, "CREATE TABLE keyless (v int)");

        TableSchema parent = read("parent");
        assertThat(parent.primaryKey()).containsExactly("a", "b");
        assertThat(parent.uniqueIndexes())
                .containsExactlyInAnyOrder(
                        new UniqueIndex("whole", List.of("u", "b"), true),
                        new UniqueIndex("nullable", List.of("n"), false));
        assertThat(read("child").foreignKeys())
                .containsExactlyInAnyOrder(
                        new ForeignKey(
                                "to_parent", ref("child"), List.of("x", "y"), ref("parent"), List.of("a", "b"), false),
                        new ForeignKey("to_self", ref("child"), List.of("self"), ref("child"), List.of("id"), false));
        assertThat(read("keyless").primaryKey()).isEmpty();
        assertThat(read("keyless").replicaIdentity()).isEqualTo(new ReplicaIdentity(true, List.of()));
    }

    @Test
    void triggersAndPartitionsAreRead() {
        server.execute(
                database,
                "CREATE TABLE parts (id int PRIMARY KEY, v int) PARTITION BY HASH (id) PARTITIONS 2",
                "CREATE TRIGGER watch BEFORE INSERT ON parts FOR EACH ROW SET NEW.v = 1");

        assertThat(read("parts").storage().partitioned()).isTrue();
        assertThat(read("parts").userTriggers()).containsExactly("watch");
    }

    @Test
    void tablesOfTheDatabaseAreListedWithoutViews() {
        server.execute(
                database,
                "CREATE TABLE one (id int PRIMARY KEY)",
                "CREATE TABLE two (id int PRIMARY KEY)",
                "CREATE VIEW seen AS SELECT * FROM one");
        String elsewhere = server.createDatabase("elsewhere");
        server.execute(elsewhere, "CREATE TABLE three (id int PRIMARY KEY)");

        assertThat(reader.tables()).containsExactly(ref("one"), ref("two"));
        assertThat(new MySqlSchemaReader("source", server.dataSource("")).tables())
                .contains(ref("one"), new TableRef(elsewhere, "three"))
                .noneMatch(table ->
                        table.schema().equals("mysql") || table.schema().equals("sys"));
        assertThat(reader.estimates().get(ref("one"))).isBetween(-1L, 0L);
    }

    @Test
    void absentTablesAndViewsAreLeftOut() {
        server.execute(database, "CREATE TABLE here (id int PRIMARY KEY)", "CREATE VIEW v AS SELECT * FROM here");

        Map<TableRef, TableSchema> found = reader.read(List.of(ref("here"), ref("v"), ref("gone"), ref("HERE")));
        assertThat(found).containsOnlyKeys(ref("here"));
        assertThat(reader.read(List.of())).isEmpty();
    }

    @Test
    void failureNamesTheSide() {
        MySqlSchemaReader broken = new MySqlSchemaReader("target", server.dataSource("no_such_database"));

        assertThatThrownBy(broken::tables)
                .isInstanceOf(ReadFailedException.class)
                .hasMessageContaining("reading the target failed")
                .hasMessageContaining("no_such_database");
    }
}
