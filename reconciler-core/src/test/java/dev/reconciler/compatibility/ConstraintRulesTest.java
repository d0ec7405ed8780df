package dev.reconciler.compatibility;

import static dev.reconciler.compatibility.ColumnDefinition.column;
import static dev.reconciler.compatibility.Compatibility.ADDITIVE;
import static dev.reconciler.compatibility.Compatibility.COMPATIBLE;
import static dev.reconciler.compatibility.Compatibility.POTENTIALLY_BREAKING;
import static dev.reconciler.compatibility.TableDefinition.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.compatibility.SchemaDifference.Kind;
import dev.reconciler.compatibility.SchemaDifference.Operation;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class ConstraintRulesTest {
    private static final TableRef OTHER = new TableRef("s", "other");

    private static TableDefinition postgres() {
        return TableDefinition.postgres(
                        column("id", "integer").notNull(), column("a", "integer"), column("b", "integer"))
                .key("id");
    }

    private static TableDefinition mySql() {
        return TableDefinition.mySql(column("id", "int").notNull(), column("a", "int"), column("b", "int"))
                .key("id");
    }

    @Test
    void sameDefinitionsDoNotDiffer() {
        assertThat(Compared.byName(
                        postgres()
                                .index("u", true, "a")
                                .refers("fk", "b", TABLE, "CASCADE")
                                .check("k", "a > 0"),
                        postgres()
                                .index("v", true, "a")
                                .refers("gk", "b", TABLE, "CASCADE")
                                .check("l", "a > 0")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"id | a", "id | id,a", "a,b | a", "a | id"})
    void otherPrimaryKeyIsPotentiallyBreakingAndCounted(String source, String target) {
        assertThat(Compared.byName(postgres().key(source.split(",")), mySql().key(target.split(","))))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.PRIMARY_KEY);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.what())
                            .isEqualTo("the primary key is (" + source.replace(",", ", ") + ") in the source and ("
                                    + target.replace(",", ", ") + ") in the target");
                    assertThat(difference.count()).isNotNull();
                });
    }

    @Test
    void orderOfTheKeyIsNoDifference() {
        assertThat(Compared.byName(postgres().key("a", "b"), mySql().key("b", "a")))
                .isEmpty();
    }

    @Test
    void missingPrimaryKeyIsPotentiallyBreaking() {
        assertThat(Compared.byName(postgres(), mySql().key())).singleElement().satisfies(difference -> {
            assertThat(difference.kind()).isEqualTo(Kind.PRIMARY_KEY);
            assertThat(difference.count()).isNull();
        });
    }

    @Test
    void uniqueIndexOfTheTargetOnlyIsPotentiallyBreakingAndCounted() {
        assertThat(Compared.byName(mySql(), postgres().index("u", true, "a", "b")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.UNIQUE);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.what()).isEqualTo("unique index u (a, b) is in the target only");
                    assertThat(Objects.requireNonNull(difference.count()).sql())
                            .contains("GROUP BY `a`, `b` HAVING count(*) > 1");
                    assertThat(Compared.statement(difference)).contains("DROP INDEX");
                });
    }

    @Test
    void uniqueIndexOverMoreColumnsThanTheSourcesIsKnown() {
        assertThat(Compared.of(
                        Kind.UNIQUE,
                        mySql().index("u", true, "a"),
                        postgres().index("u", true, "a").index("v", true, "a", "b")))
                .isEmpty();
        assertThat(Compared.of(
                        Kind.UNIQUE,
                        mySql().index("v", true, "a", "b"),
                        postgres().index("v", true, "a", "b").index("u", true, "a")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING));
    }

    @Test
    void uniqueIndexOfTheSourceOnlyIsCompatible() {
        assertThat(Compared.byName(mySql().index("u", true, "a"), postgres().index("p", false, "a")))
                .filteredOn(difference -> difference.kind() == Kind.UNIQUE)
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.what()).endsWith("the target accepts duplicates");
                    assertThat(Compared.statement(difference)).startsWith("CREATE UNIQUE INDEX");
                });
    }

    @Test
    void plainIndexesAreKnownByTheirFirstColumns() {
        assertThat(Compared.byName(postgres().index("i", false, "a"), mySql().index("j", false, "a", "b")))
                .filteredOn(difference -> difference.level() == COMPATIBLE)
                .isEmpty();
        assertThat(Compared.byName(postgres().index("i", false, "a", "b"), mySql().index("j", false, "b")))
                .extracting(SchemaDifference::kind, SchemaDifference::level, SchemaDifference::object)
                .containsExactlyInAnyOrder(tuple(Kind.INDEX, COMPATIBLE, "i"), tuple(Kind.INDEX, ADDITIVE, "j"));
        assertThat(Compared.byName(postgres().index("i", false, "a"), mySql()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.impact().effects()).containsExactly(Effect.SLOWER_QUERIES);
                    assertThat(Compared.statement(difference)).contains("ADD INDEX");
                });
    }

    @Test
    void expressionsAndConditionsAreComparedByTheirText() {
        String partial = "btree (a) WHERE (b > 0)";
        assertThat(Compared.byName(
                        postgres().index("u", true, List.of(), partial),
                        postgres().index("v", true, List.of(), partial)))
                .isEmpty();
        assertThat(Compared.byName(
                        postgres().index("u", true, List.of(), partial),
                        postgres().index("v", true, List.of(), "btree (a) WHERE (b > 1)")))
                .extracting(SchemaDifference::level)
                .containsExactlyInAnyOrder(POTENTIALLY_BREAKING, COMPATIBLE);
        assertThat(Compared.byName(postgres().index("i", false, List.of(), "btree (lower(a))"), postgres()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.INDEX);
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(difference.what()).isEqualTo("index i (btree (lower(a))) is in the source only");
                    assertThat(difference.change()).isNull();
                });
        assertThat(Compared.byName(
                        postgres().index("i", false, List.of(), "btree (lower(a))"),
                        mySql().index("i", false, List.of(), "btree (lower(a))")))
                .extracting(SchemaDifference::level)
                .containsExactlyInAnyOrder(COMPATIBLE, ADDITIVE);
    }

    @Test
    void foreignKeyOfTheTargetOnlyRejectsRowsWithoutAParent() {
        assertThat(Compared.byName(postgres(), postgres().refers("fk", "a", TABLE, "NO ACTION")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.FOREIGN_KEY);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.impact().operations()).containsExactly(Operation.values());
                    assertThat(Objects.requireNonNull(difference.count()).sql()).contains("NOT EXISTS");
                    assertThat(Compared.statement(difference)).contains("DROP CONSTRAINT \"fk\"");
                });
        assertThat(Compared.byName(postgres(), postgres().refers("fk", "a", OTHER, "NO ACTION")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.count()).isNull());
    }

    @Test
    void foreignKeyOfTheSourceOnlyIsCompatible() {
        assertThat(Compared.byName(mySql().refers("fk", "a", TABLE, "SET NULL"), postgres()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.FOREIGN_KEY);
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                    assertThat(Compared.statement(difference))
                            .contains("FOREIGN KEY (\"a\") REFERENCES \"s\".\"t\" (\"id\") ON DELETE SET NULL");
                });
    }

    @Test
    void suggestedForeignKeyNamesTheParentsColumnAsTheTargetCallsIt() {
        TableDefinition source = postgres().refers("fk", "a", TABLE, "NO ACTION");
        TableDefinition target = TableDefinition.postgres(
                        column("key", "integer").notNull(), column("a", "integer"), column("b", "integer"))
                .key("key");

        assertThat(Compared.by(
                        source.catalog(),
                        target.catalog(),
                        new TableMapping(
                                TABLE,
                                TABLE,
                                Map.of("key", new ColumnMapping("id", Transform.DIRECT)),
                                Set.of(),
                                Set.of(),
                                null,
                                List.of())))
                .singleElement()
                .satisfies(
                        difference -> assertThat(Compared.statement(difference)).contains("(\"key\") ON DELETE"));
    }

    @ParameterizedTest
    @CsvSource({
        "CASCADE, CASCADE, true",
        "NO ACTION, RESTRICT, true",
        "CASCADE, NO ACTION, false",
        "NO ACTION, CASCADE, false",
        "SET NULL, CASCADE, false"
    })
    void actionsOfForeignKeysAreCompared(String source, String target, boolean same) {
        List<SchemaDifference> found = Compared.byName(
                mySql().refers("fk", "a", TABLE, source), postgres().refers("fk", "a", TABLE, target));

        if (same) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).singleElement().satisfies(difference -> {
                assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                assertThat(difference.what()).contains("ON DELETE " + source, "ON DELETE " + target);
                assertThat(difference.impact().operations()).containsExactly(Operation.UPDATE, Operation.DELETE);
            });
        }
    }

    @Test
    void checkOfTheTargetOnlyIsPotentiallyBreaking() {
        assertThat(Compared.byName(postgres(), postgres().check("k", "a < 10")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.CHECK);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(Compared.condition(difference)).isEqualTo("NOT (a < 10)");
                    assertThat(Compared.statement(difference)).endsWith("DROP CONSTRAINT \"k\"");
                });
        assertThat(Compared.byName(mySql(), postgres().check("k", "a < 10")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.count()).isNull());
    }

    @Test
    void checkOfTheSourceOnlyIsCompatible() {
        assertThat(Compared.byName(postgres().check("k", "a < 10"), mySql()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.CHECK);
                    assertThat(difference.level()).isEqualTo(COMPATIBLE);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "(`a` > 0) | (a > 0)",
                "(`a` in (1,2)) | (a = ANY (ARRAY[1, 2]))",
                "(`a` <> _utf8mb4'x') | ((a)::text <> 'x'::text)"
            })
    void spellingsOfACheckAreOne(String mySql, String postgres) {
        assertThat(Compared.byName(mySql().check("k", mySql), postgres().check("l", postgres)))
                .isEmpty();
    }

    @Test
    void triggersOfEitherSideAreReported() {
        assertThat(Compared.byName(postgres(), postgres().trigger("w", "INSERT", "DELETE")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.kind()).isEqualTo(Kind.TRIGGER);
                    assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING);
                    assertThat(difference.impact().operations()).containsExactly(Operation.INSERT, Operation.DELETE);
                    assertThat(Compared.statement(difference)).endsWith("DISABLE TRIGGER \"w\"");
                });
        assertThat(Compared.byName(postgres().trigger("w", "INSERT"), postgres()))
                .singleElement()
                .satisfies(difference -> assertThat(difference.level()).isEqualTo(COMPATIBLE));
        assertThat(Compared.byName(postgres().trigger("w", "INSERT"), postgres().trigger("w", "INSERT")))
                .singleElement()
                .satisfies(difference -> assertThat(difference.level()).isEqualTo(POTENTIALLY_BREAKING));
    }
}
