package dev.reconciler.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.LogicalType;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class MappingResolverTest {
    private static final TableRef FROM = new TableRef("shop", "orders");
    private static final TableRef TO = new TableRef("sales", "orders");

    @Test
    void columnsOfOneNameBelongTogetherInTheTargetsOrder() {
        MappedTable table = resolved(
                TableMapping.byName(FROM, TO, "tenant"),
                table(FROM, List.of("id"), column("id"), column("tenant"), column("note")),
                table(TO, List.of("id"), column("note"), column("tenant"), column("id")));

        assertThat(table.columns()).extracting(c -> c.target().name()).containsExactly("note", "tenant", "id");
        assertThat(table.key()).containsExactly(2);
        assertThat(table.tenant()).isEqualTo(1);
        assertThat(table.id()).isEqualTo("sales.orders");
    }

    @Test
    void renamesConstantsAndIgnoredColumnsAreFollowed() {
        TableMapping mapping = mapping(
                Map.of(
                        "remark", new ColumnMapping("note", new Transform.Trim()),
                        "origin", new ColumnMapping(List.of(), new Transform.Constant("7"))),
                Set.of("junk"),
                List.of());
        MappedTable table = resolved(
                mapping,
                table(FROM, List.of("id"), column("id"), text("note"), column("junk")),
                table(TO, List.of("id"), column("id"), text("remark"), column("origin"), nullable("later")));

        assertThat(table.columns()).extracting(c -> c.target().name()).containsExactly("id", "remark", "origin");
        assertThat(table.columns().get(1).source()).isEqualTo(text("note"));
        assertThat(table.columns().get(2).source()).isNull();
    }

    @Test
    void aMissingTableIsNamed() {
        Resolution resolution = new MappingResolver(Set.of())
                .resolve(TableMapping.byName(FROM, TO, null), Optional.empty(), Optional.empty());

        assertThat(problems(resolution)).hasSize(2).anyMatch(p -> p.contains("source table shop.orders"));
    }

    @Test
    void aRequiredTargetColumnWithoutSourceIsRefused() {
        assertThat(refused(
                        TableMapping.byName(FROM, TO, null),
                        table(FROM, List.of("id"), column("id")),
                        table(TO, List.of("id"), column("id"), column("status"))))
                .singleElement()
                .asString()
                .contains("sales.orders.status", "NOT NULL without a default");
    }

    @Test
    void aSourceColumnThatGoesNowhereIsRefused() {
        assertThat(refused(
                        TableMapping.byName(FROM, TO, null),
                        table(FROM, List.of("id"), column("id"), column("secret")),
                        table(TO, List.of("id"), column("id"))))
                .singleElement()
                .asString()
                .contains("shop.orders.secret", "list it as ignored");
    }

    @Test
    void keysOfDifferentTypesAreRefused() {
        assertThat(refused(
                        TableMapping.byName(FROM, TO, null),
                        table(FROM, List.of("id"), column("id")),
                        table(TO, List.of("id"), column("id", "text", LogicalType.TEXT))))
                .singleElement()
                .asString()
                .contains("sales.orders.id is text", "integer");
    }

    @Test
    void aKeyWithATransformIsRefused() {
        assertThat(refused(
                        mapping(Map.of("id", new ColumnMapping(List.of(), new Transform.Trim())), Set.of(), List.of()),
                        table(FROM, List.of("id"), text("id")),
                        table(TO, List.of("id"), text("id"))))
                .singleElement()
                .asString()
                .contains("transform");
    }

    @Test
    void aKeyTypeWithoutBinaryOrderIsRefused() {
        Column inet = column("id", "inet", LogicalType.ENGINE_TEXT);
        assertThat(refused(
                        TableMapping.byName(FROM, TO, null),
                        table(FROM, List.of("id"), inet),
                        table(TO, List.of("id"), inet)))
                .singleElement()
                .asString()
                .contains("inet", "no binary order");
    }

    @Test
    void aTableWithoutKeyIsRefusedAndAUniqueIndexOverNotNullColumnsServes() {
        TableSchema from = table(FROM, List.of("id"), column("id"));
        TableSchema none = table(TO, List.of(), column("id"));
        assertThat(refused(TableMapping.byName(FROM, TO, null), from, none))
                .singleElement()
                .asString()
                .contains("no primary key");

        assertThat(refused(TableMapping.byName(FROM, TO, null), from, unique(none, false)))
                .hasSize(1);
        assertThat(resolved(TableMapping.byName(FROM, TO, null), from, unique(none, true))
                        .key())
                .containsExactly(0);
    }

    @Test
    void aKeyThatTheSourceDoesNotKeepUniqueIsRefused() {
        assertThat(refused(
                        TableMapping.byName(FROM, TO, null),
                        table(FROM, List.of("id", "part"), column("id"), column("part")),
                        table(TO, List.of("id"), column("id"), column("part"))))
                .singleElement()
                .asString()
                .contains("nothing makes (id) unique");
    }

    @Test
    void aMissingTenantColumnIsRefused() {
        assertThat(refused(
                        TableMapping.byName(FROM, TO, "shop_id"),
                        table(FROM, List.of("id"), column("id")),
                        table(TO, List.of("id"), column("id"))))
                .singleElement()
                .asString()
                .contains("shop_id", "tenant: none");
    }

    @Test
    void typesThatDoNotPrintAlikeAreRefused() {
        assertThat(conversion("json", LogicalType.JSON, "jsonb", LogicalType.JSON))
                .isPresent();
        assertThat(conversion("date", LogicalType.DATE, "timestamp without time zone", LogicalType.TIMESTAMP))
                .isPresent();
        assertThat(conversion("numeric(9,2)", LogicalType.DECIMAL, "bigint", LogicalType.INTEGER))
                .isPresent();
        assertThat(conversion("numeric(9,0)", LogicalType.DECIMAL, "bigint", LogicalType.INTEGER))
                .isEmpty();
        assertThat(conversion("integer", LogicalType.INTEGER, "numeric", LogicalType.DECIMAL))
                .isEmpty();
        assertThat(conversion("character(9)", LogicalType.PADDED_TEXT, "text", LogicalType.TEXT))
                .isEmpty();
        assertThat(conversion("text", LogicalType.TEXT, "uuid", LogicalType.UUID))
                .isEmpty();
    }

    @Test
    void columnsThatAreNotComparedExactlyAreMapped() {
        MappedTable table = resolved(
                mapping(
                        Map.of(
                                "price", compared(new ColumnComparison.Amount(BigDecimal.ONE)),
                                "note", compared(ColumnComparison.NEVER)),
                        Set.of(),
                        List.of()),
                table(FROM, List.of("id"), column("id"), column("price"), text("note")),
                table(TO, List.of("id"), column("id"), text("note"), column("price")));

        assertThat(table.compared()).extracting(c -> c.target().name()).containsExactly("id", "price");
        assertThat(UncomparedColumns.notExactly(table))
                .containsOnlyKeys("target note", "target price")
                .containsEntry("target note", "copied and never compared");
        Row row = new Row(List.of("1", "a", "10"));
        assertThat(table.hashOf(new Row(List.of("1", "b", "10")))).isEqualTo(table.hashOf(row));
        assertThat(table.hashOf(new Row(List.of("1", "a", "11")))).isNotEqualTo(table.hashOf(row));
        assertThat(table.agree(row, new Row(List.of("1", "b", "11")))).isTrue();
        assertThat(table.agree(row, new Row(List.of("1", "a", "12")))).isFalse();
        assertThat(table.agree(row, null)).isFalse();
    }

    @Test
    void aToleranceThatDoesNotFitTheTypeIsRefused() {
        assertThat(comparing(text("note"), new ColumnComparison.Percent(BigDecimal.ONE)))
                .containsExactly(
                        "column sales.orders.note: its tolerance of 1% of the source's value needs a number, and"
                                + " the target column is text: remove 'compare', or let it say never");
        assertThat(comparing(column("price"), new ColumnComparison.Time(Duration.ofMillis(1500))))
                .singleElement()
                .asString()
                .contains("its tolerance of 1.5 s needs a timestamp, and the target column is integer");
    }

    @Test
    void aKeyOrTenantThatIsNotComparedExactlyIsRefused() {
        assertThat(comparing(column("id"), new ColumnComparison.Amount(BigDecimal.ONE)))
                .containsExactly(
                        "key column sales.orders.id says 'compare', and a key must be the same on both sides: remove"
                                + " 'compare'");
        assertThat(comparing(column("id"), ColumnComparison.NEVER)).hasSize(1);
        TableMapping tenant = new TableMapping(
                FROM, TO, Map.of("shop", compared(ColumnComparison.NEVER)), Set.of(), Set.of(), "shop", List.of());
        assertThat(refused(
                        tenant,
                        table(FROM, List.of("id"), column("id"), column("shop")),
                        table(TO, List.of("id"), column("id"), column("shop"))))
                .containsExactly(
                        "tenant column sales.orders.shop says 'compare', and a tenant must be the same on both sides:"
                                + " remove 'compare'");
    }

    private static ColumnMapping compared(ColumnComparison comparison) {
        return new ColumnMapping(List.of(), Transform.DIRECT, comparison);
    }

    /** The problems of a table with this column beside its key, which may be this column. */
    private static List<String> comparing(Column column, ColumnComparison comparison) {
        Column[] columns = column.name().equals("id") ? new Column[] {column} : new Column[] {column("id"), column};
        return refused(
                mapping(Map.of(column.name(), compared(comparison)), Set.of(), List.of()),
                table(FROM, List.of("id"), columns),
                table(TO, List.of("id"), columns));
    }

    private static MappedTable slice(String shard) {
        return resolved(
                mapping(constant(shard), Set.of(), List.of()),
                table(FROM, List.of("id"), column("id")),
                table(TO, List.of("shard", "id"), column("shard"), column("id")));
    }

    private static Map<String, ColumnMapping> constant(@Nullable String shard) {
        return Map.of("shard", new ColumnMapping(List.of(), new Transform.Constant(shard)));
    }

    @Test
    void aConstantInTheTargetsKeyLimitsTheMappingToItsRows() {
        MappedTable table = slice("7");

        assertThat(table.slice().toString()).isEqualTo("shard: [7]");
        assertThat(table.filter(Side.TARGET)).isEqualTo(table.slice());
        assertThat(table.filter(Side.SOURCE)).isEqualTo(RowFilter.ALL);
        assertThat(table.keyOf(new Row(List.of("7", "1")))).isEqualTo(RowKey.of("1"));
        assertThat(table.targetKey()).containsExactly(1, 0);
        assertThat(table.isInTargetFilter(new Row(List.of("8", "1")))).isFalse();
    }

    @Test
    void aConstantThatCanLimitNoMappingIsRefused() {
        TableSchema target = table(TO, List.of("shard", "id"), column("shard"), column("id"));

        assertThat(refused(
                        mapping(constant(null), Set.of(), List.of()), table(FROM, List.of("id"), column("id")), target))
                .contains("key column sales.orders.shard is the constant NULL: give it a value");
        assertThat(refused(
                        mapping(constant("1"), Set.of(), List.of()),
                        table(FROM, List.of("id"), column("id")),
                        table(TO, List.of("shard"), column("shard"), column("id"))))
                .containsExactly(
                        "key (shard) of target table sales.orders has constants only, so that it could hold one row:"
                                + " map a key column of the source too");
        assertThat(refused(mapping(constant("1"), Set.of(), List.of()), table(FROM, List.of(), column("id")), target))
                .singleElement()
                .asString()
                .contains("nothing makes (id) unique");
    }

    @Test
    void mappingsOfOneTargetTableMustHoldDifferentConstantsInItsKey() {
        MappedTable outsideTheKey = resolved(
                mapping(constant("2"), Set.of(), List.of("id")),
                table(FROM, List.of("id"), column("id")),
                table(TO, List.of("id"), column("shard"), column("id")));

        assertThat(SharedTargets.overlaps(List.of(slice("1"), slice("2")))).isEmpty();
        assertThat(SharedTargets.overlaps(List.of(slice("1"), slice("2"), slice("1"))))
                .singleElement()
                .satisfies(overlap ->
                        assertThat(overlap.problem()).contains("sales.orders is also filled from shop.orders"));
        assertThat(SharedTargets.overlaps(List.of(slice("1"), outsideTheKey))).hasSize(1);
        assertThat(SharedTargets.areApart("a", "b")).isTrue();
        assertThat(SharedTargets.areApart("eu", "EU "))
                .as("many collations take them for one")
                .isFalse();
    }

    @Test
    void bothMappingsOfAParentComeBeforeItsChild() {
        MappedTable one = slice("1").named("sales.one");
        MappedTable two = slice("2").named("sales.two");
        TableRef lines = new TableRef("sales", "lines");
        MappedTable child = new MappedTable(
                "sales.lines",
                lines,
                lines,
                one.columns(),
                one.key(),
                -1,
                List.of(new ForeignKey("of_order", lines, List.of("id"), TO, List.of("id"), false)));

        assertThat(TableOrder.of(List.of(child, one, two)).parentsFirst()).containsExactly(one, two, child);
    }

    private static Column text(String name) {
        return column(name, "text", LogicalType.TEXT);
    }

    private static Optional<String> conversion(String from, LogicalType source, String to, LogicalType target) {
        return Conversions.problem(
                new ColumnType(from, source, PostgresTypes.named(from).structure()),
                new ColumnType(to, target, PostgresTypes.named(to).structure()));
    }

    private static MappedTable resolved(TableMapping mapping, TableSchema from, TableSchema to) {
        Resolution resolution = new MappingResolver(Set.of(TO)).resolve(mapping, Optional.of(from), Optional.of(to));
        assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
        return ((Resolution.Resolved) resolution).table();
    }

    private static List<String> refused(TableMapping mapping, TableSchema from, TableSchema to) {
        return problems(new MappingResolver(Set.of(TO)).resolve(mapping, Optional.of(from), Optional.of(to)));
    }

    private static List<String> problems(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Refused.class);
        return ((Resolution.Refused) resolution).problems();
    }

    private static TableMapping mapping(Map<String, ColumnMapping> columns, Set<String> ignored, List<String> key) {
        return new TableMapping(FROM, TO, columns, ignored, Set.of(), null, key);
    }

    private static TableSchema table(TableRef ref, List<String> key, Column... columns) {
        return new TableSchema(
                ref,
                List.of(columns),
                key,
                List.of(),
                List.of(),
                new ReplicaIdentity(false, key),
                List.of(),
                new TableSchema.Storage(false, -1));
    }

    private static TableSchema unique(TableSchema table, boolean notNull) {
        List<UniqueIndex> indexes = List.of(new UniqueIndex("u", List.of("id"), notNull));
        return new TableSchema(
                table.ref(),
                table.columns(),
                List.of(),
                indexes,
                List.of(),
                table.replicaIdentity(),
                List.of(),
                new TableSchema.Storage(false, -1));
    }

    private static Column column(String name) {
        return column(name, "integer", LogicalType.INTEGER);
    }

    private static Column nullable(String name) {
        return new Column(name, new ColumnType("integer", LogicalType.INTEGER), true, false, false, false, false);
    }

    private static Column column(String name, String type, LogicalType logical) {
        return new Column(
                name,
                new ColumnType(type, logical, PostgresTypes.named(type).structure()),
                false,
                false,
                false,
                false,
                false);
    }
}
