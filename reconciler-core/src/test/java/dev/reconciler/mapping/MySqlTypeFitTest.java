package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class MySqlTypeFitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | int unsigned | integer | false",
                "int | int unsigned | bigint | true",
                "smallint unsigned | mediumint unsigned | integer | true",
                "bigint | bigint unsigned | bigint | false",
                "bigint | bigint unsigned | numeric(20) | true",
                "varchar(10) | varchar(20) | character varying(20) | true"
            })
    void unsignedNumbersNeedMoreRoom(String before, String now, String target, boolean fits) {
        MappedColumn column = new MappedColumn(
                column(MySqlTypes.named(before)), column(PostgresTypes.named(target)), Transform.DIRECT);

        assertThat(TypeFit.fits(column, MySqlTypes.named(before), MySqlTypes.named(now)))
                .isEqualTo(fits);
    }

    private static Column column(ColumnType type) {
        return new Column("v", type, true, false, false, false, false);
    }
}
