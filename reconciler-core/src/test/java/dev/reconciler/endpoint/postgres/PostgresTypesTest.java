package dev.reconciler.endpoint.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class PostgresTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "character varying(20) | TEXT | character varying | 20",
                "varchar(20) | TEXT | varchar | 20",
                "varchar() | TEXT | varchar | -",
                "varchar(2147483647) | TEXT | varchar | -",
                "text | TEXT | text | -",
                "character(3) | PADDED_TEXT | bpchar | 3",
                "bit(3) | BIT | varbit | 3",
                "bit varying(8) | BIT | bit varying | 8",
                "citext | ENGINE_TEXT | citext | -",
                "\"char\" | ENGINE_TEXT | \"char\" | -",
                "\"My (odd) type\"(3) | ENGINE_TEXT | \"My (odd) type\" | -",
                "geo.geometry(Point,4326) | ENGINE_TEXT | geo.geometry | -",
                "interval day to second(3) | ENGINE_TEXT | interval day to second | -"
            })
    void aNameIsTakenApart(String name, LogicalType logical, String cast, Integer length) {
        assertThat(PostgresTypes.named(name))
                .isEqualTo(new ColumnType(name, logical, TypeStructure.ofLength(cast, length)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "smallint | INTEGER | smallint | 5 | 0",
                "int4() | INTEGER | int4 | 10 | 0",
                "bigint | INTEGER | bigint | 19 | 0",
                "numeric | DECIMAL | numeric | - | -",
                "numeric(12,2) | DECIMAL | numeric | 12 | 2",
                "numeric(12) | DECIMAL | numeric | 12 | 0",
                "numeric(3,-2) | DECIMAL | numeric | 3 | -2"
            })
    void anExactNumberHasPrecisionAndScale(
            String name, LogicalType logical, String cast, Integer precision, Integer scale) {
        assertThat(PostgresTypes.named(name))
                .isEqualTo(new ColumnType(name, logical, TypeStructure.ofNumber(cast, precision, scale)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time(3) without time zone | TIME | time without time zone | 3 | false",
                "time with time zone | TIME | time with time zone | 6 | true",
                "timestamp(0) without time zone | TIMESTAMP | timestamp without time zone | 0 | false",
                "timestamp(3) with time zone | INSTANT | timestamp with time zone | 3 | true",
                "timestamptz(3) | INSTANT | timestamptz | 3 | true"
            })
    void aTimeHasAFraction(String name, LogicalType logical, String cast, int fraction, boolean zoned) {
        assertThat(PostgresTypes.named(name))
                .isEqualTo(new ColumnType(name, logical, TypeStructure.ofTime(cast, fraction, zoned)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric(12,2)[] | numeric[]",
                "timestamp(3) without time zone[] | timestamp without time zone[]",
                "character(3)[] | bpchar[]",
                "bit(3)[] | varbit[]",
                "\"My (odd) type\"[] | \"My (odd) type\"[]"
            })
    void ofAnArrayNoNumberApplies(String name, String cast) {
        assertThat(PostgresTypes.named(name))
                .isEqualTo(new ColumnType(name, LogicalType.ENGINE_TEXT, TypeStructure.array(cast)));
    }

    @Test
    void jsonbIsPrintedAnewAndJsonIsNot() {
        assertThat(PostgresTypes.named("jsonb").structure().normalised()).isTrue();
        assertThat(PostgresTypes.named("json").structure().normalised()).isFalse();
    }

    @Test
    void aUsersTypeIsKnownByItsNameOnly() {
        assertThat(PostgresTypes.of("app.numeric(3,1)", "numeric", "app"))
                .isEqualTo(new ColumnType(
                        "app.numeric(3,1)", LogicalType.ENGINE_TEXT, TypeStructure.plain("app.numeric")));
        assertThat(PostgresTypes.of("numeric(3,1)[]", "_numeric", "pg_catalog").structure())
                .isEqualTo(TypeStructure.array("numeric[]"));
    }
}
