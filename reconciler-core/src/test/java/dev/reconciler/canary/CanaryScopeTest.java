package dev.reconciler.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.CorrectionLab;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CanaryScopeTest {
    private static final MappedTable CLIENTS = table(1);
    private static final MappedTable RATES = table(-1);

    private static MappedTable table(int tenant) {
        TableRef name = new TableRef("public", "clients");
        return new MappedTable(
                name.toString(),
                name,
                name,
                List.of(
                        column("id", LogicalType.INTEGER),
                        column("tenant", LogicalType.TEXT),
                        column("name", LogicalType.TEXT),
                        column("balance", LogicalType.DECIMAL),
                        column("active", LogicalType.BOOLEAN)),
                List.of(0),
                tenant,
                List.of());
    }

    private static MappedColumn column(String name, LogicalType type) {
        Column column = new Column(name, new ColumnType("x", type), true, false, false, false, false);
        return new MappedColumn(column, column, Transform.DIRECT);
    }

    private static Row row(String id, String tenant, @Nullable String name, @Nullable String balance) {
        return new Row(Arrays.asList(id, tenant, name, balance, "t"));
    }

    private final CanaryScope ofTenant = CanaryScope.ofTenant(CLIENTS, new TenantId("canary"), RowKey.of("9"));
    private final CanaryScope ofKeys = CanaryScope.ofKeys(RATES, RowKey.of("90"), RowKey.of("100"), null);

    @Test
    void plantingOutOfScopeIsRejected() {
        Row mine = row("7", "canary", "a", "1");
        Row foreign = row("7", "acme", "a", "2");

        assertThat(planting(ofTenant, mine, null).plant().type()).isEqualTo(DiscrepancyType.MISSING_IN_TARGET);
        assertThatThrownBy(() -> planting(ofTenant, foreign, null)).hasMessageContaining("out of the canary's scope");
        assertThatThrownBy(() -> planting(ofTenant, mine, foreign)).hasMessageContaining("out of the canary's scope");
        assertThatThrownBy(() -> planting(ofTenant, null, foreign)).hasMessageContaining("out of the canary's scope");
        assertThatThrownBy(() -> planting(ofTenant, mine, row("8", "canary", "a", "1")))
                .hasMessageContaining("out of the canary's scope");

        assertThat(planting(ofKeys, null, row("90", "", "a", "1")).plant().type())
                .isEqualTo(DiscrepancyType.EXTRA_IN_TARGET);
        assertThat(planting(ofKeys, row("99", "", "a", "1"), row("99", "", "b", "1"))
                        .plant()
                        .type())
                .isEqualTo(DiscrepancyType.FIELD_MISMATCH);
        assertThatThrownBy(() -> planting(ofKeys, row("100", "", "a", "1"), null))
                .hasMessageContaining("out of the canary's scope");
        assertThatThrownBy(() -> planting(ofKeys, row("9", "", "a", "1"), null))
                .hasMessageContaining("out of the canary's scope");
    }

    private static CanaryScope.Planting planting(CanaryScope scope, @Nullable Row before, @Nullable Row after) {
        return scope.planting("p", "shop", "run", before, after, 5);
    }

    @Test
    void scopeThatDoesNotFitTheTableIsRejected() {
        assertThatThrownBy(() -> CanaryScope.ofTenant(RATES, new TenantId("canary"), null))
                .hasMessageContaining("has no tenants");
        assertThatThrownBy(() -> CanaryScope.ofKeys(CLIENTS, RowKey.of("1"), RowKey.of("2"), null))
                .hasMessageContaining("has tenants");
        assertThatThrownBy(() -> CanaryScope.ofKeys(RATES, RowKey.of("10"), RowKey.of("9"), null))
                .hasMessageContaining("no key is at least 10 and below 9");
        assertThatThrownBy(() -> CanaryScope.ofKeys(RATES, RowKey.of("1"), RowKey.of("5"), RowKey.of("5")))
                .hasMessageContaining("extra key 5 is out of range");
        assertThatThrownBy(() -> CanaryScope.ofTenant(CLIENTS, new TenantId("canary"), RowKey.of("1", "2")))
                .hasMessageContaining("has 1 parts, not 2");
    }

    @Test
    void typedKeyBecomesCanonicalOrIsRejected() {
        assertThat(CanaryScope.key(RATES, List.of("0095"))).isEqualTo(RowKey.of("95"));
        assertThatThrownBy(() -> CanaryScope.key(RATES, List.of("x")))
                .hasMessageContaining("'x' is not of the key's type INTEGER");
        assertThatThrownBy(() -> CanaryScope.key(RATES, List.of("1", "2"))).hasMessageContaining("has 1 values, not 2");
    }

    @Test
    void changesKeepLengthAndPrecisionAndAvoidValuesOfOtherRows() {
        Differences differences = new Differences(CLIENTS);
        assertThat(differences.columns()).containsExactly(2, 3);

        Row first = row("7", "canary", "axx", "9.99");
        assertThat(differences.changed(first, 2, List.of(first)).value(2)).isEqualTo("axy");
        assertThat(differences.changed(first, 3, List.of(first)).value(3)).isEqualTo("9.90");
        assertThat(differences
                        .changed(first, 3, List.of(first, row("8", "canary", "b", "9.90")))
                        .value(3))
                .isEqualTo("9.91");
        Row empty = row("7", "canary", null, "NaN");
        assertThat(differences.changed(empty, 2, List.of(empty)).value(2)).isEqualTo("x");
        assertThat(differences.changed(empty, 3, List.of(empty)).value(3)).isEqualTo("1");
        Row face = row("7", "canary", "\uD83D\uDE00", "-5");
        assertThat(differences.changed(face, 2, List.of(face)).value(2)).isEqualTo("x");
        assertThat(differences.changed(face, 3, List.of(face)).value(3)).isEqualTo("-6");
    }

    @Test
    void onlyColumnsThatAreComparedExactlyChange() {
        ColumnComparison tolerance = new ColumnComparison.Amount(BigDecimal.TEN);
        assertThat(new Differences(CorrectionLab.compared(CLIENTS, Map.of("balance", tolerance))).columns())
                .containsExactly(2);
        assertThat(new Differences(CorrectionLab.compared(CLIENTS, Map.of("name", ColumnComparison.NEVER))).columns())
                .containsExactly(3);
    }

    @Test
    void variantsOfTheExtraRowDifferInFewerColumns() {
        Differences differences = new Differences(CLIENTS);
        List<Row> rows = List.of(row("7", "canary", "a", "1"));

        assertThat(differences.extra(RowKey.of("9"), rows, 0)).isEqualTo(row("9", "canary", "b", "2"));
        assertThat(differences.extra(RowKey.of("9"), rows, 1)).isEqualTo(row("9", "canary", "a", "2"));
        assertThat(differences.extra(RowKey.of("9"), rows, 2)).isEqualTo(row("9", "canary", "b", "1"));
        assertThat(differences.extra(RowKey.of("9"), rows, 3)).isEqualTo(row("9", "canary", "a", "1"));
        assertThat(differences.variants()).isEqualTo(4);
    }
}
