package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.types.RefusedPair;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A type of PostgreSQL is marked by {@code pg} before its name, the types of MySQL by {@code my}. */
@Tag("unit")
class PairOfTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "my bigint | pg bigint",
                "my int unsigned | pg bigint",
                "my mediumint unsigned | pg integer",
                "my bigint unsigned | pg numeric(20)",
                "my year | pg smallint",
                "my int | pg numeric(10)",
                "pg integer | my decimal(10)",
                "my tinyint(1) | pg smallint",
                "pg boolean | my tinyint(1)",
                "my bit(1) | pg boolean",
                "my bit(1) | my tinyint(1)",
                "my decimal(65,30) | pg numeric",
                "my decimal(12,2) unsigned | my decimal(12,2)",
                "my float | pg real",
                "my double | pg double precision",
                "pg varchar(20) | my varchar(20)",
                "pg uuid | my char(36)",
                "pg uuid | my binary(16)",
                "my binary(16) | pg bytea",
                "my binary(16) | my binary(16)",
                "my enum('a','b') | pg text",
                "my enum('a','b') | my enum('b','c','a')",
                "my time(3) | my time(3)",
                "my json | my json",
                "my varchar(20) | my text",
                "my bit(3) | pg bit(3)",
                "pg bigint | pg bigint",
                "pg numeric(12,2) | pg numeric(14,2)"
            })
    void eachValueIsHeld(String source, String target) {
        assertThat(of(source, target)).isEqualTo(new PairOfTypes.Lossless());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "my bigint unsigned | pg bigint | numbers beyond the range of bigint",
                "my int unsigned | pg integer | numbers beyond the range of integer",
                "my tinyint unsigned | my tinyint | numbers beyond the range of tinyint",
                "pg bigint | my bigint unsigned | negative numbers",
                "pg smallint | my year | numbers other than 0 and 1901 to 2155",
                "pg smallint | my tinyint(1) | numbers beyond the range of tinyint(1)",
                "my tinyint(1) | pg boolean | numbers other than 0 and 1",
                "my tinyint(1) | my bit(1) | numbers other than 0 and 1",
                "pg numeric(12,4) | my decimal(10,2) | numbers with more than 2 digits after the point",
                "pg numeric(12,4) | my decimal(12,4) | NaN and infinities",
                "pg numeric | my decimal(65,30) | numbers beyond the range of decimal(65,30)",
                "pg double precision | my double | NaN and infinities",
                "my longtext | pg text | texts with U+0000",
                "my varchar(20) | pg varchar(10) | texts that are longer than varchar(10) takes",
                "pg varchar(100) | my tinytext | texts that are longer than tinytext takes",
                "my varchar(100) | my tinytext | texts that are longer than tinytext takes",
                "pg text | my varchar(20) | texts that are longer than varchar(20) takes",
                "pg bytea | my blob | values of more than 65535 bytes",
                "pg bytea | my binary(16) | values of another length than 16 bytes",
                "my date | pg date | zero dates and invalid dates",
                "pg date | my date | dates before the year 1 or after 9999, and infinity",
                "my timestamp(6) | pg timestamptz | zero dates and invalid dates",
                "pg timestamptz | my timestamp(6) | times before 1970-01-01 00:00:01 or after 2038-01-19 03:14:07 UTC",
                "my time | pg time | times below 00:00 or above 24:00",
                "my json | pg jsonb | documents with \\u0000",
                "pg jsonb | my json | documents with numbers that are no 64-bit integer and no double",
                "pg text | my enum('a','b') | texts that are no label of the target",
                "my enum('a','b') | my enum('a') | texts that are no label of the target",
                "my enum('a') | my set('a') | texts that are no label of the target, or unsorted",
                "pg varchar(20) | pg varchar(10) | texts that are longer than varchar(10) takes",
                "my year | my tinyint unsigned | numbers beyond the range of tinyint unsigned"
            })
    void someValuesAreNotHeld(String source, String target, String exception) {
        assertThat(of(source, target))
                .isInstanceOfSatisfying(PairOfTypes.Partial.class, partial -> assertThat(partial.exceptions())
                        .contains(exception));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pg time(6) | my time(3) | 3 | ''",
                "my time(6) | my time | 0 | ''",
                "pg timestamp(6) | pg timestamp(0) | 0 | ''",
                "my datetime(6) | pg timestamp(3) | 3 | zero dates and invalid dates"
            })
    void timesAreRounded(String source, String target, int digits, String exception) {
        List<String> exceptions = exception.isEmpty() ? List.of() : List.of(exception);
        assertThat(of(source, target)).isInstanceOfSatisfying(PairOfTypes.Rounded.class, rounded -> {
            assertThat(rounded.digits()).isEqualTo(digits);
            assertThat(rounded.exceptions()).isEqualTo(exceptions);
        });
    }

    @ParameterizedTest
    @MethodSource("dev.reconciler.types.RefusedPair#all")
    void pairIsRefusedWithTheFix(RefusedPair pair) {
        assertThat(pair.decision())
                .isInstanceOfSatisfying(PairOfTypes.Refused.class, refused -> assertThat(refused.problem())
                        .contains(pair.fix()));
    }

    @ParameterizedTest
    @CsvSource({"latin1, latin1, false", "latin1, utf8mb4, false", "utf8mb4, latin1, true", "utf8mb4, utf8mb3, true"})
    void charactersThatTheTargetLacksAreNamed(String source, String target, boolean lacks) {
        PairOfTypes pair = PairOfTypes.of(
                MySqlTypes.of("varchar(20)", source, source + "_bin"),
                MySqlTypes.of("varchar(20)", target, target + "_bin"));

        assertThat(pair instanceof PairOfTypes.Partial partial
                        && partial.exceptions().contains("texts with characters that " + target + " lacks"))
                .isEqualTo(lacks);
    }

    private static PairOfTypes of(String source, String target) {
        return PairOfTypes.of(RefusedPair.type(source), RefusedPair.type(target));
    }
}
