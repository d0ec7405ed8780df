package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.read.MySqlReferences;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.ColumnCast;
import dev.reconciler.testing.mysql.Flavor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that people type, and the foreign keys that a deletion would follow. */
abstract class ColumnCastOfMySqlFamily {
    private final MySqlTarget target;

    ColumnCastOfMySqlFamily(Flavor flavor) {
        target = new MySqlTarget(flavor, """
                CREATE TABLE t (id int PRIMARY KEY, n tinyint, s varchar(3) NOT NULL, de decimal(5,2), f float, at datetime(3),
                  e enum('a','b'), j json, b varbinary(2), l varchar(9) CHARACTER SET latin1, g int AS (n + 1))""", "INSERT INTO t (id, s) VALUES (1, 'x')");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private ColumnCast.Cast cast(Map<String, @Nullable String> values) {
        MappedTable table = Mappings.of(target, "t", "id*", "n", "s", "de", "f", "at", "e", "j", "b", "l");
        return new MySqlColumnCast(target.pool).cast(table, values);
    }

    @Test
    void textsAreReturnedAsTheTargetPrintsThem() {
        Map<String, @Nullable String> typed = new HashMap<>(Map.of(
                "n", "-007",
                "s", "\u20ac ",
                "de", "1.5",
                "f", "0.10",
                "at", "2024-01-01 00:00:00.500",
                "e", "b",
                "j", "[1,2]",
                "b", "\\x00ff",
                "l", "é"));
        typed.put("id", null);

        ColumnCast.Cast cast = cast(typed);

        assertThat(cast.problems()).isEmpty();
        Map<String, @Nullable String> printed = new HashMap<>(Map.of(
                "n", "-7",
                "s", "\u20ac ",
                "de", "1.50",
                "f", "0.1",
                "at", "2024-01-01 00:00:00.5",
                "e", "b",
                "j", "[1, 2]",
                "b", "\\x00ff",
                "l", "é"));
        printed.put("id", null);
        assertThat(cast.texts()).isEqualTo(printed);
        assertThat(target.rows("SELECT id, n, s FROM t")).containsExactly("1|null|x");
    }

    @Test
    void eachTextThatIsNoValueOfItsColumnIsAProblem() {
        Map<String, @Nullable String> typed = new HashMap<>(Map.of(
                "n", "128",
                "s", "four",
                "de", "one",
                "f", "one",
                "at", "2024-13-01 00:00:00",
                "e", "c",
                "j", "{",
                "b", "\\xzz",
                "l", "Ж"));

        ColumnCast.Cast cast = cast(typed);

        assertThat(cast.texts()).isEmpty();
        assertThat(cast.problems()).containsOnlyKeys(typed.keySet());
        cast.problems().forEach((column, problem) -> assertThat(problem).contains(column));
    }

    @Test
    void foreignKeysThatActOnADeletionAreNamed() {
        target.execute(
                "CREATE TABLE cascades (a int, CONSTRAINT c1 FOREIGN KEY (a) REFERENCES t (id) ON DELETE CASCADE)",
                "CREATE TABLE nulls (a int, CONSTRAINT c2 FOREIGN KEY (a) REFERENCES t (id) ON DELETE SET NULL)",
                "CREATE TABLE refuses (a int, CONSTRAINT c3 FOREIGN KEY (a) REFERENCES t (id) ON UPDATE CASCADE)",
                "CREATE TABLE other (id int PRIMARY KEY)",
                "CREATE TABLE elsewhere (a int, CONSTRAINT c4 FOREIGN KEY (a) REFERENCES other (id) ON DELETE CASCADE)");

        assertThat(new MySqlReferences(target.pool).to(Mappings.of(target, "t", "id*")))
                .containsExactly("c1 of " + target.database + ".cascades", "c2 of " + target.database + ".nulls");
    }
}
