package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Column;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TypeFitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "varchar(10) | varchar(20) | text | true",
                "character varying(10) | character varying(20) | character varying(20) | true",
                "varchar(10) | varchar() | character varying | true",
                "varchar(10) | varchar(21) | character varying(20) | false",
                "varchar(10) | text | character varying(20) | false",
                "int4() | int8() | bigint | true",
                "integer | bigint | integer | false",
                "integer | bigint | numeric(19,0) | true",
                "integer | bigint | numeric(18,0) | false",
                "numeric(14,2) | numeric(16,2) | numeric(16,2) | true",
                "numeric(14,2) | numeric(16,4) | numeric(16,2) | false",
                "numeric(14,2) | numeric(16,4) | numeric | true",
                "numeric(14,2) | numeric | numeric(16,2) | false",
                "integer | text | text | false",
                "mood | temper | text | false"
            })
    void newTypeFitsIfTheTargetTakesEachOfItsValues(String before, String now, String target, boolean fits) {
        assertThat(TypeFit.fits(column(before, target), PostgresTypes.named(before), PostgresTypes.named(now)))
                .isEqualTo(fits);
    }

    private static MappedColumn column(String source, String target) {
        return new MappedColumn(column(source), column(target), new Transform.Direct());
    }

    private static Column column(String type) {
        return new Column("c", PostgresTypes.named(type), false, false, false, false, true);
    }
}
