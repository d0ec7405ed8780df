package dev.reconciler.verify.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TypeRoundingTest {
    private static final TableRef REF = new TableRef("public", "t");
    private static final MappedTable TABLE = new MappedTable(
            REF.toString(),
            REF,
            REF,
            List.of(
                    column("id", "bigint", LogicalType.INTEGER),
                    column("amount", "numeric(12,1)", LogicalType.DECIMAL),
                    column("name", "text", LogicalType.TEXT)),
            List.of(0),
            -1,
            List.of());

    private static MappedColumn column(String name, String type, LogicalType logical) {
        Column from = new Column(name, PostgresTypes.named("numeric(12,2)"), true, false, false, false, false);
        Column to = new Column(name, PostgresTypes.named(type), true, false, false, false, false);
        return new MappedColumn(from, to, Transform.DIRECT);
    }

    private static Row row(String amount, String name) {
        return new Row(Arrays.asList("1", amount, name));
    }

    private static boolean explains(Row source, Row target, String... columns) {
        return TypeRounding.of(
                        TABLE,
                        new Finding.FieldMismatch(
                                TABLE.id(), TenantId.NONE, RowKey.of("1"), source, target, List.of(columns), true))
                .isPresent();
    }

    @Test
    void aValueThatTheTargetsScaleCannotHoldExplainsTheRoundedOne() {
        assertThat(explains(row("1.25", "a"), row("1.3", "a"), "amount")).isTrue();
        assertThat(explains(row("-1.25", "a"), row("-1.3", "a"), "amount")).isTrue();
    }

    @Test
    void anotherValueOrAnotherColumnIsNotExplained() {
        assertThat(explains(row("1.25", "a"), row("1.2", "a"), "amount")).isFalse();
        assertThat(explains(row("1.25", "a"), row("1.3", "b"), "amount", "name"))
                .isFalse();
        assertThat(explains(row("NaN", "a"), row("1.3", "a"), "amount")).isFalse();
    }
}
