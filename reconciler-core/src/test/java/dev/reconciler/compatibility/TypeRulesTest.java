package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.ColumnDefinition.column;
import static dev.reconciler.compatibility.Compatibility.BREAKING;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;
import static dev.reconciler.compatibility.SchemaDifference.Effect.CHANGED_VALUES;
import static dev.reconciler.compatibility.SchemaDifference.Effect.NARROWING;
import static dev.reconciler.compatibility.SchemaDifference.Effect.REJECTED_WRITES;
import static dev.reconciler.compatibility.SchemaDifference.Effect.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.schema.Side;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types are marked by their engine: {@code pg}, {@code my} (MySQL) or {@code ma} (MariaDB). */
@Tag("unit")
class TypeRulesTest {
    private static TableDefinition table(String marked) {
        ColumnDefinition column = column("c", marked.substring(3));
        return switch (marked.substring(0, 2)) {
            case "pg" -> TableDefinition.postgres(column);
            case "my" -> TableDefinition.mySql(column);
            default -> TableDefinition.mariaDb(column);
        };
    }

    private static List<SchemaDifference> types(String source, String target) {
        return Compared.of(Kind.TYPE, table(source), table(target));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "pg bigint | pg integer | numbers beyond the range of integer | \"c\" NOT BETWEEN -2147483648 AND 2147483647",
                "pg integer | pg smallint | numbers beyond the range of smallint | \"c\" NOT BETWEEN -32768 AND 32767",
                "pg bigint | my int | numbers beyond the range of int | \"c\" NOT BETWEEN -2147483648 AND 2147483647",
                "pg smallint | ma tinyint | numbers beyond the range of tinyint | \"c\" NOT BETWEEN -128 AND 127",
                "my bigint | pg integer | numbers beyond the range of integer | `c` NOT BETWEEN -2147483648 AND 2147483647",
                "my bigint | my int | numbers beyond the range of int | `c` NOT BETWEEN -2147483648 AND 2147483647",
                "ma int | ma mediumint | numbers beyond the range of mediumint | `c` NOT BETWEEN -8388608 AND 8388607",
                "my int | ma smallint | numbers beyond the range of smallint | `c` NOT BETWEEN -32768 AND 32767",
                "my int unsigned | pg integer | numbers beyond the range of integer | `c` NOT BETWEEN -2147483648 AND 2147483647",
                "ma bigint unsigned | pg bigint | numbers beyond the range of bigint | `c` NOT BETWEEN -9223372036854775808 AND 9223372036854775807",
                "my int unsigned | my int | numbers beyond the range of int | `c` NOT BETWEEN -2147483648 AND 2147483647",
                "pg bigint | my int unsigned | numbers beyond the range of int unsigned | \"c\" NOT BETWEEN 0 AND 4294967295",
                "pg integer | my int unsigned | negative numbers | \"c\" < 0",
                "my int | my int unsigned | negative numbers | `c` < 0",
                "pg numeric(12,2) | pg numeric(6,2) | numbers beyond the range of numeric(6,2) | round(\"c\", 2) NOT BETWEEN -9999.99 AND 9999.99",
                "my decimal(12,2) | pg numeric(6,2) | numbers beyond the range of numeric(6,2) | round(`c`, 2) NOT BETWEEN -9999.99 AND 9999.99",
                "pg varchar(20) | pg varchar(10) | texts that are longer than varchar(10) takes | char_length(\"c\") > 10",
                "pg text | my varchar(5) | texts that are longer than varchar(5) takes | char_length(\"c\") > 5",
                "my varchar(20) | my varchar(10) | texts that are longer than varchar(10) takes | char_length(`c`) > 10",
                "ma varchar(100) | ma tinytext | texts that are longer than tinytext takes | octet_length(`c`) > 255",
                "pg bytea | my varbinary(8) | values of more than 8 bytes | octet_length(\"c\") > 8",
                "my blob | my tinyblob | values of more than 255 bytes | octet_length(`c`) > 255",
                "my tinyint(1) | pg boolean | numbers other than 0 and 1 | `c` NOT IN (0, 1)",
                "pg smallint | my year | numbers other than 0 and 1901 to 2155 | \"c\" <> 0 AND \"c\" NOT BETWEEN 1901 AND 2155"
            })
    void narrowerTypeIsBreakingAndItsRowsAreCounted(String source, String target, String lost, String condition) {
        assertThat(types(source, target)).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.object()).isEqualTo("c");
            assertThat(difference.what()).endsWith("which can't hold " + lost);
            assertThat(difference.impact().effects()).containsExactly(NARROWING, REJECTED_WRITES);
            assertThat(difference.impact().operations()).containsExactly(Operation.INSERT, Operation.UPDATE);
            assertThat(Compared.condition(difference)).isEqualTo(condition);
            assertThat(difference.count())
                    .satisfies(count -> assertThat(count).extracting("side").isEqualTo(Side.SOURCE));
            assertThat(difference.change()).isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "pg numeric(12,4) | pg numeric(10,2) | can't hold numbers with more than 2 digits after the point | \"c\" <> round(\"c\", 2)",
                "my decimal(12,4) | pg numeric(10,2) | can't hold numbers with more than 2 digits after the point | `c` <> round(`c`, 2)",
                "my decimal(12,4) | ma decimal(10,2) | can't hold numbers with more than 2 digits after the point | `c` <> round(`c`, 2)",
                "pg timestamp(6) | pg timestamp(0) | rounds times to 0 digits of a second | \"c\" <> \"c\"::timestamp(0)",
                "pg timestamptz(6) | pg timestamptz(3) | rounds times to 3 digits of a second | \"c\" <> \"c\"::timestamptz(3)",
                "pg time(6) | my time | rounds times to 0 digits of a second | \"c\" <> \"c\"::time(0)",
                "my time(6) | my time(2) | rounds times to 2 digits of a second | `c` <> CAST(`c` AS TIME(2))",
                "ma datetime(6) | my datetime | rounds times to 0 digits of a second | `c` <> CAST(`c` AS DATETIME(0))"
            })
    void lostDigitsArePotentiallyBreaking(String source, String target, String what, String condition) {
        assertThat(types(source, target)).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
            assertThat(difference.what()).endsWith("which " + what);
            assertThat(difference.impact().effects()).containsExactly(ROUNDING);
            assertThat(Compared.condition(difference)).isEqualTo(condition);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "pg double precision | my double | NaN and infinities | \"c\"::text IN ('NaN', 'Infinity', '-Infinity')",
                "pg date | ma date | dates before the year 1 or after 9999, and infinity | NOT (\"c\" >= '0001-01-01' AND \"c\" < '10000-01-01')",
                "pg timestamptz(6) | my timestamp(6) | times before 1970-01-01 00:00:01 or after 2038-01-19 03:14:07 UTC | \"c\" NOT BETWEEN '1970-01-01 00:00:01+00' AND '2038-01-19 03:14:07+00'",
                "my date | pg date | zero dates and invalid dates | MONTH(`c`) = 0 OR DAYOFMONTH(`c`) = 0 OR DAYOFMONTH(`c`) > DAYOFMONTH(LAST_DAY(`c`))",
                "my time | pg time(0) | times below 00:00 or above 24:00 | `c` NOT BETWEEN '00:00:00' AND '24:00:00'",
                "ma longtext | pg text | texts with U+0000 | LOCATE(CHAR(0), `c`) > 0",
                "pg jsonb | my json | documents with numbers that are no 64-bit integer and no double |"
            })
    void valuesThatTheOtherEngineLacksArePotentiallyBreaking(
            String source, String target, String lost, String condition) {
        assertThat(types(source, target)).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
            assertThat(difference.what()).endsWith("which can't hold " + lost);
            assertThat(difference.impact().effects()).containsExactly(REJECTED_WRITES, CHANGED_VALUES);
            assertThat(Compared.condition(difference)).isEqualTo(condition);
            assertThat(difference.change()).isNull();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pg integer | pg bigint",
                "pg numeric(6,2) | pg numeric(12,4)",
                "pg varchar(10) | pg varchar(20)",
                "pg timestamp(0) | pg timestamp(6)",
                "my int | my bigint",
                "my int unsigned | my bigint",
                "my tinytext | my text",
                "ma decimal(6,2) | ma decimal(12,4)"
            })
    void widerTypeOfOneEngineIsCompatible(String source, String target) {
        assertThat(types(source, target)).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(COMPATIBLE);
            assertThat(difference.what()).endsWith("which holds every value");
            assertThat(difference.impact()).isEqualTo(Differences.NONE);
            assertThat(difference.count()).isNull();
            assertThat(Compared.statement(difference)).contains(source.substring(3));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "my int | pg integer",
                "my int unsigned | pg bigint",
                "ma bigint unsigned | pg numeric(20)",
                "my mediumint | pg bigint",
                "pg integer | my bigint",
                "pg smallint | ma smallint",
                "my decimal(10,2) | pg numeric(12,4)",
                "my int | ma bigint",
                "ma varchar(10) | my varchar(20)",
                "pg varchar(10) | my varchar(20)",
                "my varbinary(8) | pg bytea",
                "pg boolean | my tinyint(1)",
                "pg uuid | my char(36)",
                "pg bigint | pg bigint",
                "my varchar(20) | my varchar(20)"
            })
    void typeThatHoldsEveryValueIsNoDifferenceBetweenEngines(String source, String target) {
        assertThat(types(source, target)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pg timestamptz | pg timestamp | change one of the types",
                "my datetime | pg timestamptz | use a transform",
                "pg boolean | my int | change one of the types"
            })
    void refusedPairIsBreakingWithItsFix(String source, String target, String fix) {
        assertThat(types(source, target)).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.what()).startsWith("c: ").contains(fix);
            assertThat(difference.count()).isNull();
        });
    }

    @Test
    void bytesOfAnotherLengthAreBreaking() {
        assertThat(types("pg bytea", "my binary(8)")).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.impact().effects()).containsExactly(CHANGED_VALUES, REJECTED_WRITES);
            assertThat(Compared.condition(difference)).isEqualTo("octet_length(\"c\") <> 8");
        });
    }

    @Test
    void roundedTimesOfMySqlKeepTheirOtherDifference() {
        assertThat(types("my datetime(6)", "pg timestamp(0)"))
                .extracting(SchemaDifference::level, each -> each.impact().effects())
                .containsExactly(
                        tuple(POTENTIALLY_BREAKING, List.of(ROUNDING)),
                        tuple(POTENTIALLY_BREAKING, List.of(REJECTED_WRITES, CHANGED_VALUES)));
    }

    @ParameterizedTest
    @CsvSource({"latin1, cp850", "utf8mb4, latin1", "utf8mb4, utf8mb3"})
    void charactersThatTheTargetLacksAreBreaking(String source, String target) {
        List<SchemaDifference> found = Compared.of(
                Kind.TYPE,
                TableDefinition.mySql(column("c", "varchar(9)").collated(source + "_bin", source)),
                TableDefinition.mySql(column("c", "varchar(9)").collated(target + "_bin", target)));

        assertThat(found).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.what()).endsWith("texts with characters that " + target + " lacks");
            assertThat(Compared.condition(difference)).contains("CONVERT(`c` USING " + target + ")");
            assertThat(Compared.statement(difference)).contains("CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        });
    }

    @Test
    void charactersOfPostgresAreCountedByTheirCode() {
        assertThat(Compared.of(
                        Kind.TYPE,
                        TableDefinition.postgres(column("c", "varchar(9)")),
                        TableDefinition.mySql(column("c", "varchar(9)").collated("latin1_bin", "latin1"))))
                .singleElement()
                .satisfies(difference ->
                        assertThat(Compared.condition(difference)).isEqualTo("\"c\" ~ '[^\\u0001-\\u00ff]'"));
    }

    @Test
    void targetOfEveryCharacterIsNoDifference() {
        assertThat(Compared.of(
                        Kind.TYPE,
                        TableDefinition.mySql(column("c", "varchar(9)").collated("latin1_bin", "latin1")),
                        TableDefinition.mySql(column("c", "varchar(9)").collated("utf8mb4_bin", "utf8mb4"))))
                .isEmpty();
    }

    private static ColumnDefinition letters(String engine, String... labels) {
        return engine.equals("pg")
                ? column("c", "letter").labelled(labels)
                : column("c", "enum('" + String.join("','", labels) + "')");
    }

    private static TableDefinition lettersOf(String engine, String... labels) {
        ColumnDefinition column = letters(engine, labels);
        return engine.equals("pg")
                ? TableDefinition.postgres(column)
                : engine.equals("my") ? TableDefinition.mySql(column) : TableDefinition.mariaDb(column);
    }

    @ParameterizedTest
    @CsvSource({
        "pg, pg, \"c\"::text",
        "pg, my, \"c\"::text",
        "my, pg, CAST(`c` AS CHAR)",
        "ma, pg, CAST(`c` AS CHAR)",
        "my, my, CAST(`c` AS CHAR)",
        "my, ma, CAST(`c` AS CHAR)"
    })
    void missingLabelsAreBreakingAndCounted(String source, String target, String text) {
        List<SchemaDifference> found =
                Compared.of(Kind.TYPE, lettersOf(source, "a", "b", "c"), lettersOf(target, "a", "b"));

        assertThat(found).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.what()).endsWith("which lacks the labels c");
            assertThat(difference.impact()).isEqualTo(Differences.NARROWED);
            assertThat(Compared.condition(difference)).isEqualTo(text + " NOT IN ('a', 'b')");
            assertThat(Compared.statement(difference)).contains("'c'");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg", "my", "ma"})
    void moreLabelsOfOneEngineAreCompatible(String engine) {
        assertThat(Compared.of(Kind.TYPE, lettersOf(engine, "a"), lettersOf(engine, "a", "b")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.what()).endsWith("which has the labels b besides the source's");
                });
    }

    @ParameterizedTest
    @CsvSource({"pg, my", "my, pg", "ma, my"})
    void moreLabelsAreNoDifferenceBetweenEngines(String source, String target) {
        assertThat(Compared.of(Kind.TYPE, lettersOf(source, "a"), lettersOf(target, "a", "b")))
                .isEmpty();
    }

    @Test
    void textBecomesLabelsWithAQueryOfTheOthers() {
        assertThat(types("pg text", "my enum('a','b')")).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.what()).endsWith("which lacks texts that are no label");
            assertThat(Compared.condition(difference)).isEqualTo("\"c\"::text NOT IN ('a', 'b')");
            assertThat(difference.change()).isNull();
        });
    }

    @Test
    void setThatBecomesAnEnumLosesValuesOfSeveralLabels() {
        assertThat(types("my set('a','b')", "ma enum('a','b')")).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.what()).endsWith("which lacks values of several labels");
            assertThat(Compared.condition(difference)).isEqualTo("CAST(`c` AS CHAR) NOT IN ('a', 'b')");
        });
    }

    @Test
    void noQueryTellsTheMembersOfASetThatAreMissing() {
        assertThat(types("my set('a','b')", "my set('a')")).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.count()).isNull();
        });
    }
}
