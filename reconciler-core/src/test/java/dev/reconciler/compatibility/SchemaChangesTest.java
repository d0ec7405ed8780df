package dev.reconciler.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.compatibility.SchemaCases.Case;
import dev.reconciler.compatibility.SchemaDifference.CountQuery;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.schema.catalog.SchemaChange;
import dev.reconciler.testing.mysql.Flavor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each suggested query counts, each suggested change removes its difference, and each reverse restores it. */
@Tag("db")
class SchemaChangesTest {
    @Test
    void betweenPostgres() {
        List<Case> cases = new ArrayList<>(SchemaCases.common());
        cases.addAll(SchemaCases.onPostgres());
        run(cases, LiveDatabase.postgres(Side.SOURCE), LiveDatabase.postgres(Side.TARGET));
    }

    @ParameterizedTest
    @EnumSource
    void toPostgres(Flavor flavor) {
        List<Case> cases = new ArrayList<>(SchemaCases.common());
        cases.addAll(SchemaCases.fromMySqlToPostgres());
        run(cases, LiveDatabase.mySql(flavor, Side.SOURCE), LiveDatabase.postgres(Side.TARGET));
    }

    @ParameterizedTest
    @EnumSource
    void betweenMySql(Flavor flavor) {
        List<Case> cases = new ArrayList<>(SchemaCases.common());
        cases.addAll(SchemaCases.onMySql());
        run(cases, LiveDatabase.mySql(flavor, Side.SOURCE), LiveDatabase.mySql(flavor, Side.TARGET));
    }

    @ParameterizedTest
    @EnumSource
    void fromPostgres(Flavor flavor) {
        List<Case> cases = new ArrayList<>(SchemaCases.common());
        cases.addAll(SchemaCases.fromPostgresToMySql());
        run(cases, LiveDatabase.postgres(Side.SOURCE), LiveDatabase.mySql(flavor, Side.TARGET));
    }

    private static void run(List<Case> cases, LiveDatabase source, LiveDatabase target) {
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            statements(each.source(), i).forEach(source::execute);
            statements(each.target(), i).forEach(target::execute);
            source.execute("INSERT INTO t" + i + " VALUES " + each.rows());
        }
        List<SchemaDifference> found = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            SchemaDifference difference = difference(compare(cases, source, target), i, each.kind())
                    .orElseThrow(() -> new AssertionError("no difference: " + each));
            assertThat(difference.level()).as(each.toString()).isEqualTo(each.level());
            assertThat(counted(source, difference)).as(difference.toString()).isEqualTo(each.hits());
            found.add(difference);
        }

        found.forEach(difference -> change(difference).statements().forEach(target::execute));
        List<SchemaDifference> after = compare(cases, source, target);
        IntStream.range(0, cases.size())
                .forEach(i -> assertThat(difference(after, i, cases.get(i).kind()))
                        .as(cases.get(i).toString())
                        .isEmpty());

        found.forEach(difference -> change(difference).reverse().forEach(target::execute));
        List<SchemaDifference> restored = compare(cases, source, target);
        IntStream.range(0, cases.size())
                .forEach(i ->
                        assertThat(difference(restored, i, cases.get(i).kind())).contains(found.get(i)));
    }

    private static List<String> statements(String sql, int number) {
        return List.of(sql.replaceAll("\\bT(?=_|\\b)", "t" + number).split("; "));
    }

    private static List<SchemaDifference> compare(List<Case> cases, LiveDatabase source, LiveDatabase target) {
        List<TableRef> from = tables(cases, source);
        List<TableRef> to = tables(cases, target);
        Catalog here = source.catalog().read(from);
        Catalog there = target.catalog().read(to);
        List<TableMapping> mappings = IntStream.range(0, cases.size())
                .mapToObj(i -> TableMapping.byName(from.get(i), to.get(i), null))
                .toList();
        return new SchemaComparison(
                        here,
                        there,
                        Engine.of(here.engine()).countSql(),
                        Engine.of(there.engine()).changeSql(),
                        mappings)
                .compare();
    }

    private static List<TableRef> tables(List<Case> cases, LiveDatabase database) {
        return IntStream.range(0, cases.size())
                .mapToObj(i -> new TableRef(database.schema(), "t" + i))
                .toList();
    }

    private static Optional<SchemaDifference> difference(
            List<SchemaDifference> differences, int number, SchemaDifference.Kind kind) {
        return differences.stream()
                .filter(each -> each.table().endsWith(".t" + number) && each.kind() == kind)
                .filter(each -> each.change() != null)
                .findFirst();
    }

    private static SchemaChange change(SchemaDifference difference) {
        return Objects.requireNonNull(difference.change());
    }

    private static long counted(LiveDatabase source, SchemaDifference difference) {
        CountQuery count = difference.count();
        return count == null
                ? -1
                : Long.parseLong(String.valueOf(
                        source.query(count.sql()).get(0).values().iterator().next()));
    }
}
