package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.Compatibility.ADDITIVE;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.CatalogTable;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The differences that no single statement removes, as real catalogs show them, and facts that are no difference. */
@Tag("db")
class SchemaFactsTest {
    private static final List<String> MAPPED = List.of("made", "keyed", "parent", "child", "partial", "fired");

    @Test
    void betweenPostgres() {
        LiveDatabase source = LiveDatabase.postgres(Side.SOURCE);
        LiveDatabase target = LiveDatabase.postgres(Side.TARGET);
        String condition = " WHERE (a > 0)";
        List<SchemaDifference> found =
                found(source, " ON partial (a)" + condition, target, " ON partial (a)" + condition);

        assertThat(found).noneMatch(difference -> difference.object().equals("same"));
    }

    @ParameterizedTest
    @EnumSource
    void betweenMySql(Flavor flavor) {
        String part = " ON partial (s(3))";
        List<SchemaDifference> found =
                found(LiveDatabase.mySql(flavor, Side.SOURCE), part, LiveDatabase.mySql(flavor, Side.TARGET), part);

        assertThat(found).noneMatch(difference -> difference.object().equals("same"));
    }

    @ParameterizedTest
    @EnumSource
    void fromMySqlToPostgres(Flavor flavor) {
        List<SchemaDifference> found = found(
                LiveDatabase.mySql(flavor, Side.SOURCE),
                " ON partial (s(3))",
                LiveDatabase.postgres(Side.TARGET),
                " ON partial (lower(s))");

        assertThat(found)
                .filteredOn(difference -> difference.object().equals("same"))
                .extracting(SchemaDifference::level)
                .containsExactlyInAnyOrder(COMPATIBLE, ADDITIVE);
    }

    @ParameterizedTest
    @EnumSource
    void fromPostgresToMySql(Flavor flavor) {
        found(
                LiveDatabase.postgres(Side.SOURCE),
                " ON partial (lower(s))",
                LiveDatabase.mySql(flavor, Side.TARGET),
                " ON partial (s(3))");
    }

    /** The highest number of a large table is not searched for row by row. */
    @Test
    void countersOfPostgresAreReadByAnIndexInTheirOrder() {
        LiveDatabase database = LiveDatabase.postgres(Side.SOURCE);
        for (String table : List.of("ordered", "blocks", "partly")) {
            database.execute("CREATE TABLE " + table + " (k int PRIMARY KEY, id bigserial)");
            database.execute("INSERT INTO " + table + " VALUES (1)");
        }
        database.execute("CREATE INDEX ON ordered (id, k)");
        database.execute("CREATE INDEX ON blocks USING brin (id)");
        database.execute("CREATE INDEX ON partly (id) WHERE k > 1");

        assertThat(counter(database, "ordered")).isNotNull();
        assertThat(counter(database, "blocks")).isNull();
        assertThat(counter(database, "partly")).isNull();
    }

    private static CatalogTable.@Nullable Counter counter(LiveDatabase database, String table) {
        TableRef ref = new TableRef(database.schema(), table);
        return database.catalog()
                .read(List.of(ref))
                .table(ref)
                .orElseThrow()
                .column("id")
                .orElseThrow()
                .detail()
                .counter();
    }

    @Test
    @Timeout(60)
    void lockedTableOfPostgresIsNotWaitedFor() throws SQLException {
        LiveDatabase database = LiveDatabase.postgres(Side.SOURCE);
        database.execute("CREATE TABLE locked (id serial PRIMARY KEY)");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE locked");
            requireFailure(database);
        }
        assertThat(counter(database, "locked")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void lockedTableOfMySqlIsNotWaitedFor(Flavor flavor) throws SQLException {
        LiveDatabase database = LiveDatabase.mySql(flavor, Side.SOURCE);
        database.execute("CREATE TABLE locked (id int AUTO_INCREMENT PRIMARY KEY)");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("LOCK TABLES locked WRITE");
            requireFailure(database);
        }
        assertThat(counter(database, "locked")).isNotNull();
    }

    private static void requireFailure(LiveDatabase database) {
        assertThatThrownBy(() -> counter(database, "locked"))
                .isInstanceOf(ReadFailedException.class)
                .hasMessageContaining("the details of the catalog");
    }

    /** Asserts the differences that every pair has, and returns all. */
    private static List<SchemaDifference> found(
            LiveDatabase source, String sourceIndex, LiveDatabase target, String targetIndex) {
        List.of(
                        "CREATE TABLE made (id int PRIMARY KEY, a int, g int)",
                        "CREATE TABLE keyed (id int NOT NULL, k int NOT NULL, PRIMARY KEY (id))",
                        "CREATE TABLE parent (id int PRIMARY KEY)",
                        "CREATE TABLE child (id int PRIMARY KEY, p int,"
                                + " CONSTRAINT cf FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE)",
                        "CREATE TABLE partial (id int PRIMARY KEY, a int, s varchar(40))",
                        "CREATE INDEX same" + sourceIndex,
                        "CREATE TABLE fired (id int PRIMARY KEY, a int)",
                        "CREATE TRIGGER w BEFORE INSERT ON fired FOR EACH ROW "
                                + (source.schema().equals("public") ? "EXECUTE FUNCTION touch()" : "SET NEW.a = NEW.a"),
                        "CREATE TABLE only_source (id int PRIMARY KEY)",
                        "CREATE VIEW view_of_source AS SELECT id FROM made",
                        "CREATE VIEW view_of_both AS SELECT id FROM made",
                        "CREATE VIEW view_elsewhere AS SELECT id FROM only_source",
                        "INSERT INTO keyed VALUES (1, 7), (2, 7), (3, 8)")
                .forEach(source::execute);
        List.of(
                        "CREATE TABLE made (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a + 1) STORED)",
                        "CREATE TABLE keyed (id int NOT NULL, k int NOT NULL, PRIMARY KEY (k))",
                        "CREATE TABLE parent (id int PRIMARY KEY)",
                        "CREATE TABLE child (id int PRIMARY KEY, p int,"
                                + " CONSTRAINT cf FOREIGN KEY (p) REFERENCES parent (id))",
                        "CREATE TABLE partial (id int PRIMARY KEY, a int, s varchar(40))",
                        "CREATE INDEX same" + targetIndex,
                        "CREATE TABLE fired (id int PRIMARY KEY, a int)",
                        "CREATE TABLE only_target (id int PRIMARY KEY)",
                        "CREATE VIEW view_of_target AS SELECT id FROM made",
                        "CREATE VIEW view_of_both AS SELECT id FROM made")
                .forEach(target::execute);
        List<SchemaDifference> found = compare(source, target);

        assertThat(found)
                .extracting(SchemaDifference::kind, SchemaDifference::object, SchemaDifference::level)
                .contains(
                        tuple(Kind.GENERATED, "g", POTENTIALLY_BREAKING),
                        tuple(Kind.PRIMARY_KEY, "k", POTENTIALLY_BREAKING),
                        tuple(Kind.FOREIGN_KEY, "cf", POTENTIALLY_BREAKING),
                        tuple(Kind.TRIGGER, "w", COMPATIBLE),
                        tuple(Kind.VIEW, "view_of_source", COMPATIBLE),
                        tuple(Kind.VIEW, "view_of_target", ADDITIVE))
                .doesNotContain(
                        tuple(Kind.VIEW, "view_of_both", COMPATIBLE), tuple(Kind.VIEW, "view_elsewhere", COMPATIBLE));
        assertThat(found)
                .filteredOn(difference -> difference.kind() == Kind.TABLE)
                .extracting(SchemaDifference::what)
                .containsExactly(
                        "source table " + source.schema() + ".only_source is not mapped",
                        "target table " + target.schema() + ".only_target is not mapped");
        assertThat(found)
                .filteredOn(difference -> difference.kind() == Kind.FOREIGN_KEY)
                .singleElement()
                .satisfies(difference -> assertThat(difference.what())
                        .contains("ON DELETE CASCADE")
                        .containsPattern("ON DELETE (NO ACTION|RESTRICT)"));
        assertThat(found)
                .filteredOn(difference -> difference.kind() == Kind.PRIMARY_KEY)
                .singleElement()
                .satisfies(difference -> assertThat(source.query(Objects.requireNonNull(difference.count())
                                        .sql())
                                .get(0)
                                .values())
                        .singleElement()
                        .hasToString("2"));
        return found;
    }

    private static List<SchemaDifference> compare(LiveDatabase source, LiveDatabase target) {
        Catalog here = source.catalog().read(tables(source));
        Catalog there = target.catalog().read(tables(target));
        return new SchemaComparison(
                        here,
                        there,
                        Engine.of(here.engine()).countSql(),
                        Engine.of(there.engine()).changeSql(),
                        MAPPED.stream()
                                .map(name -> TableMapping.byName(
                                        new TableRef(source.schema(), name), new TableRef(target.schema(), name), null))
                                .toList())
                .compare();
    }

    private static List<TableRef> tables(LiveDatabase database) {
        return MAPPED.stream()
                .map(name -> new TableRef(database.schema(), name))
                .toList();
    }
}
