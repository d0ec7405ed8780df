package dev.reconciler.endpoint.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeStructure;
import dev.reconciler.schema.TypeTraits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class MySqlTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "tinyint | INTEGER | tinyint | 3 | 0 | false",
                "tinyint(1) | BOOLEAN | tinyint | 3 | 0 | false",
                "tinyint(1) unsigned | INTEGER | tinyint | 3 | 0 | true",
                "BOOLEAN | BOOLEAN | tinyint | 3 | 0 | false",
                "mediumint unsigned | INTEGER | mediumint | 8 | 0 | true",
                "int(10) unsigned zerofill | INTEGER | int | 10 | 0 | true",
                "INT UNSIGNED ZEROFILL | INTEGER | int | 10 | 0 | true",
                "INTEGER | INTEGER | int | 10 | 0 | false",
                "bigint | INTEGER | bigint | 19 | 0 | false",
                "BIGINT UNSIGNED | INTEGER | bigint | 20 | 0 | true",
                "year | INTEGER | year | 4 | 0 | true",
                "year(4) | INTEGER | year | 4 | 0 | true",
                "decimal(12,2) unsigned | DECIMAL | decimal | 12 | 2 | true",
                "NUMERIC | DECIMAL | decimal | 10 | 0 | false",
                "DECIMAL(12, 2) | DECIMAL | decimal | 12 | 2 | false",
                "float | FLOAT4 | float | - | - | false",
                "FLOAT(25) | FLOAT8 | float | - | - | false",
                "float(7,3) | FLOAT4 | float | 7 | 3 | false",
                "DOUBLE PRECISION | FLOAT8 | double | - | - | false",
                "double unsigned | FLOAT8 | double | - | - | true"
            })
    void numberHasPrecisionScaleSign(
            String name, LogicalType logical, String cast, Integer precision, Integer scale, boolean unsigned) {
        assertNamed(name, logical, TypeStructure.ofNumber(cast, precision, scale));
        assertThat(MySqlTypes.named(name).structure().traits().unsigned()).isEqualTo(unsigned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "VARCHAR(20) | TEXT | varchar | 20",
                "varchar(20) character set latin1 | TEXT | varchar | 20",
                "char(3) | PADDED_TEXT | char | 3",
                "CHAR | PADDED_TEXT | char | 1",
                "tinytext | TEXT | tinytext | 255",
                "longtext | TEXT | longtext | -",
                "binary(16) | BYTES | binary | 16",
                "VARBINARY(16) | BYTES | varbinary | 16",
                "blob | BYTES | blob | 65535",
                "longblob | BYTES | longblob | -",
                "point | BYTES | point | -",
                "bit(1) | BOOLEAN | bit | 1",
                "BIT(8) | BIT | bit | 8",
                "uuid | UUID | uuid | -",
                "inet6 | ENGINE_TEXT | inet6 | -"
            })
    void textHasLength(String name, LogicalType logical, String cast, Integer length) {
        assertNamed(name, logical, TypeStructure.ofLength(cast, length));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time | TIME | time | 0 | false",
                "TIME(3) | TIME | time | 3 | false",
                "datetime(6) | TIMESTAMP | datetime | 6 | false",
                "timestamp | INSTANT | timestamp | 0 | true"
            })
    void timeHasDigitsOfASecond(String name, LogicalType logical, String cast, int fraction, boolean zoned) {
        assertNamed(name, logical, TypeStructure.ofTime(cast, fraction, zoned));
    }

    @Test
    void labelsAreTakenApart() {
        assertThat(traits("enum('a','it''s','x,y','(z)','')").labels()).containsExactly("a", "it's", "x,y", "(z)", "");
        assertThat(traits("ENUM('a','B')").labels()).containsExactly("a", "B");
        assertThat(MySqlTypes.named("set('a','b')").logical()).isEqualTo(LogicalType.ENGINE_TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "varchar(20), CHARACTERS",
        "tinytext, BYTES",
        "mediumblob, BYTES",
        "varbinary(9), BYTES",
        "binary(9), EXACT_BYTES"
    })
    void lengthHasAUnit(String name, TypeTraits.Limit unit) {
        assertThat(MySqlTypes.named(name).structure().traits().limit()).isEqualTo(unit);
    }

    private static void assertNamed(String name, LogicalType logical, TypeStructure structure) {
        ColumnType type = MySqlTypes.named(name);
        assertThat(type)
                .isEqualTo(new ColumnType(
                        name, logical, structure.with(type.structure().traits())));
    }

    private static TypeTraits traits(String name) {
        ColumnType type = MySqlTypes.named(name);
        assertThat(type.logical()).isEqualTo(LogicalType.ENGINE_TEXT);
        return type.structure().traits();
    }
}
