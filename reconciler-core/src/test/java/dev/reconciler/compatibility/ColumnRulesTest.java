package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.ColumnDefinition.column;
import static dev.reconciler.compatibility.Compatibility.ADDITIVE;
import static dev.reconciler.compatibility.Compatibility.BREAKING;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;
import static dev.reconciler.compatibility.TableDefinition.TABLE;
import static dev.reconciler.compatibility.TableDefinition.mariaDb;
import static dev.reconciler.compatibility.TableDefinition.mySql;
import static dev.reconciler.compatibility.TableDefinition.postgres;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.mapping.RowConditions;
import dev.reconciler.mapping.RowConditions.Values;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.transform.Transform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class ColumnRulesTest {
    private static TableMapping mapping(Map<String, ColumnMapping> columns, Set<String> ignored, Set<String> unmapped) {
        return new TableMapping(TABLE, TABLE, columns, ignored, unmapped, null, List.of());
    }

    private static TableMapping filtered(String column, boolean negated, String... values) {
        List<Optional<String>> listed = values.length == 0
                ? List.of(Optional.empty())
                : List.of(values).stream().map(Optional::of).toList();
        return new TableMapping(
                TABLE,
                TABLE,
                Map.of(),
                Set.of(),
                Set.of(),
                null,
                List.of(),
                new RowConditions(Map.of(column, new Values(listed, negated)), Map.of()));
    }

    private static List<SchemaDifference> by(TableMapping mapping, TableDefinition source, TableDefinition target) {
        return Compared.by(source.catalog(), target.catalog(), mapping);
    }

    @Test
    void nullableIntoNotNullIsBreakingAndCounted() {
        assertThat(Compared.byName(
                        postgres(column("c", "integer")),
                        mySql(column("c", "int").notNull())))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.NULLABILITY);
                    assertThat(difference.level()).isEqualTo(BREAKING);
                    assertThat(difference.impact()).isEqualTo(Differences.REJECTED);
                    assertThat(Compared.condition(difference)).isEqualTo("\"c\" IS NULL");
                    assertThat(Compared.statement(difference)).endsWith("MODIFY COLUMN `c` int NULL");
                });
    }

    @Test
    void notNullIntoNullableIsCompatible() {
        assertThat(Compared.byName(mySql(column("c", "int").notNull()), postgres(column("c", "integer"))))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.NULLABILITY);
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.count()).isNull();
                    assertThat(Compared.statement(difference)).endsWith("ALTER COLUMN \"c\" SET NOT NULL");
                });
    }

    @Test
    void filterThatLeavesNullOutMakesNotNullSafe() {
        TableDefinition source = postgres(column("c", "integer"));
        TableDefinition target = postgres(column("c", "integer").notNull());

        assertThat(by(filtered("c", true), source, target)).isEmpty();
        assertThat(by(filtered("c", false, "1", "2"), source, target)).isEmpty();
        assertThat(by(filtered("c", true, "7"), source, target)).singleElement().satisfies(difference -> assertThat(
                        Compared.condition(difference))
                .isEqualTo("(\"c\" IS NULL) AND (\"c\" NOT IN ('7') OR \"c\" IS NULL)"));
        assertThat(by(filtered("c", false), source, target)).singleElement().satisfies(difference -> assertThat(
                        Compared.condition(difference))
                .isEqualTo("(\"c\" IS NULL) AND \"c\" IS NULL"));
    }

    @Test
    void onlyRowsOfTheMappingAreCounted() {
        TableDefinition source = postgres(column("c", "bigint"), column("live", "boolean"));
        TableDefinition target = postgres(column("c", "integer"), column("live", "boolean"));

        assertThat(by(filtered("live", false, "true"), source, target))
                .singleElement()
                .satisfies(difference -> assertThat(Compared.condition(difference))
                        .isEqualTo("(\"c\" NOT BETWEEN -2147483648 AND 2147483647) AND \"live\" IN ('1')"));
        assertThat(by(filtered("live", true), source, target)).singleElement().satisfies(difference -> assertThat(
                        Compared.condition(difference))
                .endsWith(" AND NOT (\"live\" IS NULL)"));
    }

    @Test
    void transformedAndLeftOutColumnsAreNotJudged() {
        TableDefinition source = postgres(column("c", "bigint"), column("d", "bigint"), column("e", "varchar(9)"));
        TableDefinition target = postgres(
                column("c", "integer").notNull(),
                column("d", "integer").notNull().defaultTo("0"),
                column("e", "varchar(1)").notNull());

        assertThat(by(
                        mapping(
                                Map.of(
                                        "c", new ColumnMapping("c", new Transform.Default("0")),
                                        "e", new ColumnMapping(List.of(), new Transform.Constant("x"))),
                                Set.of("d", "e"),
                                Set.of("d")),
                        source,
                        target))
                .allSatisfy(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.COLUMN);
                    assertThat(difference.level()).isIn(ADDITIVE, COMPATIBLE);
                });
    }

    @Test
    void renamedColumnIsJudgedUnderBothNames() {
        assertThat(by(
                        mapping(Map.of("b", new ColumnMapping("a", Transform.DIRECT)), Set.of(), Set.of()),
                        postgres(column("a", "bigint")),
                        postgres(column("b", "integer"))))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.what()).startsWith("a (bigint) becomes b (integer)");
                    assertThat(Compared.condition(difference)).startsWith("\"a\" NOT BETWEEN");
                    assertThat(Compared.statement(difference)).contains("ALTER COLUMN \"b\" TYPE bigint");
                });
    }

    @ParameterizedTest
    @CsvSource({"nullable, ADDITIVE", "default, ADDITIVE", "identity, ADDITIVE", "generated, ADDITIVE", "none, BREAKING"
    })
    void targetColumnWithoutSourceIsBreakingOnlyIfItNeedsAValue(String with, Compatibility level) {
        ColumnDefinition extra = column("extra", "integer");
        switch (with) {
            case "nullable" -> extra.defaultTo("NULL");
            case "default" -> extra.notNull().defaultTo("1");
            case "identity" -> extra.notNull().identity();
            case "generated" -> extra.notNull().generatedAs("1");
            default -> extra.notNull();
        }

        assertThat(Compared.byName(mySql(column("c", "int")), postgres(column("c", "integer"), extra)))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.COLUMN);
                    assertThat(difference.object()).isEqualTo("extra");
                    assertThat(difference.level()).isEqualTo(level);
                    assertThat(Compared.condition(difference)).isEqualTo(level == BREAKING ? "1 = 1" : null);
                });
    }

    @Test
    void sourceColumnWithoutTargetIsBreakingUnlessTheMappingIgnoresIt() {
        TableDefinition source = mySql(column("c", "int"), column("note", "varchar(9)"));
        TableDefinition target = postgres(column("c", "integer"));

        assertThat(Compared.byName(source, target)).singleElement().satisfies(difference -> {
            assertThat(difference.level()).isEqualTo(BREAKING);
            assertThat(difference.impact().effects()).containsExactly(Effect.NOT_COPIED);
            assertThat(Compared.condition(difference)).isEqualTo("NOT `note` IS NULL");
            assertThat(Compared.statement(difference)).endsWith("ADD COLUMN \"note\" varchar(9)");
        });
        assertThat(by(mapping(Map.of(), Set.of("note"), Set.of()), source, target))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.what()).endsWith("the mapping ignores it");
                });
    }

    @Test
    void columnOfTheFilterNeedsNoTarget() {
        assertThat(by(
                        filtered("live", false, "true"),
                        postgres(column("c", "integer"), column("live", "boolean")),
                        postgres(column("c", "integer"))))
                .isEmpty();
    }

    @Test
    void generatedColumnsAreComparedByTheirExpressionAndNotByTheirType() {
        assertThat(Compared.byName(
                        postgres(column("c", "bigint").generatedAs("a + 1")),
                        postgres(column("c", "integer").notNull())))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.GENERATED);
                    assertThat(difference.level()).isEqualTo(BREAKING);
                    assertThat(difference.impact().effects()).containsExactly(Effect.NOT_COPIED);
                });
        assertThat(Compared.byName(
                        postgres(column("c", "bigint")),
                        mySql(column("c", "int").generatedAs("a + 1"))))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.GENERATED);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                });
        assertThat(Compared.byName(
                        mariaDb(column("c", "int").generatedAs("a + 1")),
                        mariaDb(column("c", "int").generatedAs("a + 2"))))
                .singleElement()
                .satisfies(difference -> assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING));
        assertThat(Compared.byName(
                        mySql(column("c", "int").generatedAs("`a` + 1")),
                        postgres(column("c", "integer").generatedAs("(a + 1)"))))
                .isEmpty();
    }

    @Test
    void identityThatTheTargetLacksFailsInsertsAfterTheCutover() {
        TableDefinition counted = mySql(column("id", "int").notNull().identity());
        TableDefinition plain = postgres(column("id", "integer").notNull());

        assertThat(Compared.byName(counted, plain)).singleElement().satisfies(difference -> {
            assertThat(difference.kind()).isEqualTo(Kind.IDENTITY);
            assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
            assertThat(difference.impact().operations()).containsExactly(Operation.INSERT);
            assertThat(Compared.statement(difference)).endsWith("ADD GENERATED BY DEFAULT AS IDENTITY");
        });
        assertThat(Compared.byName(
                        postgres(column("id", "integer").notNull().defaultTo("nextval('s.q'::regclass)")), plain))
                .singleElement()
                .satisfies(difference -> assertThat(difference.kind()).isEqualTo(Kind.IDENTITY));
        assertThat(Compared.byName(plain, counted)).singleElement().satisfies(difference -> {
            assertThat(difference.kind()).isEqualTo(Kind.IDENTITY);
            assertThat(difference.level()).isEqualTo(ADDITIVE);
        });
        assertThat(Compared.byName(
                        counted, postgres(column("id", "integer").notNull().identity())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10, 9, 9, ",
        "10, 9, , ",
        "10, , , ",
        "9, 9, 1, POTENTIALLY_BREAKING",
        "9, 1, 9, POTENTIALLY_BREAKING",
        "1, 12, , POTENTIALLY_BREAKING",
        "1, , 12, POTENTIALLY_BREAKING"
    })
    void sequenceBehindTheDataOfEitherSideMeetsExistingKeys(
            long next, Long ofSource, Long ofTarget, Compatibility level) {
        List<SchemaDifference> found = Compared.byName(
                postgres(column("id", "bigint").notNull().identity().counted(1, ofSource)),
                postgres(column("id", "bigint").notNull().identity().counted(next, ofTarget)));

        if (level == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).singleElement().satisfies(difference -> {
                assertThat(difference.kind()).isEqualTo(Kind.SEQUENCE);
                assertThat(difference.level()).isEqualTo(level);
                assertThat(Compared.condition(difference)).isEqualTo("\"id\" >= " + next);
                assertThat(Compared.statement(difference))
                        .endsWith("RESTART WITH "
                                + (Math.max(ofSource == null ? 0 : ofSource, ofTarget == null ? 0 : ofTarget) + 1));
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "5 | '5'::integer | same",
                "5 | 5.00 | same",
                "'new' | 'new'::character varying | same",
                "CURRENT_TIMESTAMP(6) | now() | same",
                "5 | '6'::integer | COMPATIBLE",
                "5 | none | COMPATIBLE",
                "none | 5 | COMPATIBLE",
                "uuid() | gen_random_uuid() | COMPATIBLE"
            })
    void defaultsAreComparedByTheirMeaning(String source, String target, String level) {
        ColumnDefinition from = column("c", "int");
        ColumnDefinition to = column("c", "integer");
        List<SchemaDifference> found = Compared.byName(
                mySql(source.equals("none") ? from : from.defaultTo(source)),
                postgres(target.equals("none") ? to : to.defaultTo(target)));

        if (level.equals("same")) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).singleElement().satisfies(difference -> {
                assertThat(difference.kind()).isEqualTo(Kind.DEFAULT);
                assertThat(difference.level()).isEqualTo(Compatibility.valueOf(level));
                assertThat(difference.impact().effects()).containsExactly(Effect.CHANGED_VALUES);
                assertThat(difference.change() == null).isEqualTo(source.startsWith("uuid"));
            });
        }
    }

    @Test
    void missingDefaultOfANotNullColumnFailsInsertsAfterTheCutover() {
        assertThat(Compared.byName(
                        mySql(column("c", "int").notNull().defaultTo("5")),
                        postgres(column("c", "integer").notNull())))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.DEFAULT);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.impact()).isEqualTo(Differences.REJECTED_INSERT);
                    assertThat(Compared.statement(difference)).endsWith("SET DEFAULT '5'");
                });
    }

    @Test
    void otherDefaultOfANotNullColumnIsCompatible() {
        assertThat(Compared.byName(
                        mySql(column("c", "int").notNull().defaultTo("5")),
                        postgres(column("c", "integer").notNull().defaultTo("6"))))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.what()).endsWith("give another one");
                });
    }

    private static ColumnDefinition text(String collation) {
        return column("c", "varchar(9)").collated(collation, "utf8mb4");
    }

    @Test
    void otherCollationIsCompatible() {
        assertThat(Compared.byName(mySql(text("utf8mb4_bin")), mySql(text("utf8mb4_0900_ai_ci"))))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.COLLATION);
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.count()).isNull();
                    assertThat(Compared.statement(difference)).contains("COLLATE utf8mb4_bin");
                });
    }

    @Test
    void collationThatMergesUniqueKeysIsPotentiallyBreaking() {
        assertThat(Compared.of(
                        Kind.COLLATION,
                        mySql(text("utf8mb4_bin")).index("u", true, "c"),
                        mySql(text("utf8mb4_0900_ai_ci")).index("u", true, "c")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.impact()).isEqualTo(Differences.REJECTED);
                    assertThat(difference.count()).isNotNull();
                });
        assertThat(Compared.of(
                        Kind.COLLATION,
                        postgres(column("c", "varchar(9)")).index("u", true, "c"),
                        mySql(text("utf8mb4_0900_ai_ci")).index("u", true, "c")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.change()).isNull();
                });
    }

    @Test
    void collationThatIgnoresCaseAsTheSourcesDoesIsSafe() {
        assertThat(Compared.of(
                        Kind.COLLATION,
                        mySql(text("utf8mb4_general_ci")).index("u", true, "c"),
                        mySql(text("utf8mb4_0900_ai_ci")).index("u", true, "c")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.level()).isEqualTo(COMPATIBLE));
    }

    @Test
    void collationThatSeparatesKeysIsSafe() {
        assertThat(Compared.of(
                        Kind.COLLATION,
                        mySql(text("utf8mb4_0900_ai_ci")).index("u", true, "c"),
                        mySql(text("utf8mb4_bin")).index("u", true, "c")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.level()).isEqualTo(COMPATIBLE));
        assertThat(Compared.of(
                        Kind.COLLATION,
                        mySql(text("utf8mb4_0900_ai_ci")).index("u", true, "c"),
                        postgres(column("c", "varchar(9)")).index("u", true, "c")))
                .isEmpty();
    }
}
