package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MappedTableTest {
    private static final TenantScope ACME = TenantScope.of(new TenantId("acme"));

    @Test
    void aRowWithoutTenantIsInNoNamedScope() {
        MappedTable table = table(1);
        Row orphan = new Row(Arrays.asList("1", null));

        assertThat(table.isInScope(orphan, ACME)).isFalse();
        assertThat(table.isInScope(orphan, TenantScope.all())).isTrue();
    }

    @Test
    void aRowIsInTheScopeOfItsTenantAlone() {
        assertThat(table(1).isInScope(new Row(List.of("1", "acme")), ACME)).isTrue();
        assertThat(table(1).isInScope(new Row(List.of("1", "Acme")), ACME)).isFalse();
    }

    @Test
    void everyRowOfATableWithoutTenantsIsInScope() {
        assertThat(table(-1).isInScope(new Row(List.of("1", "x")), ACME)).isTrue();
    }

    private static MappedTable table(int tenant) {
        TableRef name = new TableRef("public", "t");
        return new MappedTable(
                "public.t", name, name, List.of(column("id"), column("tenant")), List.of(0), tenant, List.of());
    }

    private static MappedColumn column(String name) {
        Column column = new Column(name, new ColumnType("text", LogicalType.TEXT), true, false, false, false, false);
        return new MappedColumn(column, column, Transform.DIRECT);
    }
}
