package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.relation.RelationChange;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The records of a pipeline beside the checkpoint: relations, shapes and the stream's set-up. */
@Tag("db")
@ParameterizedClass
@EnumSource
class MySqlJournalsTest {
    private static final RelationFacts FIRST = facts("one");
    private static final RelationFacts SECOND = facts("two");
    private static final RelationChange CHANGE =
            new RelationChange("t", Side.SOURCE, RelationChange.Kind.GAP, "partition \u00e9 was detached", "7");

    @Parameter
    Flavor flavor;

    private MySqlTarget target;
    private MySqlRelationJournal relations;

    @BeforeEach
    void open() {
        target = new MySqlTarget(flavor);
        relations = new MySqlRelationJournal(target.pool, MySqlTarget.PIPELINE);
    }

    @AfterEach
    void close() {
        target.close();
    }

    private static RelationFacts facts(String file) {
        return new RelationFacts(
                "carrier",
                Map.of(1L, new Relation(1, "0", file, "p", "t"), 2L, new Relation(2, "1", "", "p", "t \"2\"")),
                Map.of("b", "varchar(20) \u00e9", "a", ""));
    }

    private boolean note(RelationFacts before, RelationFacts now) {
        return relations.note(Side.SOURCE, "t", before, now, CHANGE);
    }

    @Test
    void factsComeBackAndAreReplacedTogetherWithTheirChange() {
        assertThat(relations.note(Side.SOURCE, "t", null, FIRST, null)).isTrue();
        assertThat(relations.known(Side.SOURCE)).isEqualTo(Map.of("t", FIRST));
        assertThat(relations.known(Side.TARGET)).isEmpty();
        assertThat(relations.known(Side.SOURCE, "T")).isEmpty();
        assertThat(relations.unsettled()).isEmpty();

        assertThat(note(FIRST, SECOND)).isTrue();
        assertThat(relations.known(Side.SOURCE, "t")).contains(SECOND);
        assertThat(relations.unsettled()).containsExactly(CHANGE);
        assertThat(new MySqlRelationJournal(target.pool, "other").unsettled()).isEmpty();

        relations.settle(List.of(CHANGE));
        assertThat(relations.unsettled()).isEmpty();
    }

    @Test
    void factsOfAnotherProcessAreNotOverwritten() {
        assertThat(relations.note(Side.SOURCE, "t", null, FIRST, null)).isTrue();
        assertThat(relations.note(Side.SOURCE, "t", null, SECOND, CHANGE)).isFalse();
        assertThat(note(SECOND, facts("three"))).isFalse();
        assertThat(note(facts("ONE"), SECOND)).isFalse();
        assertThat(relations.known(Side.SOURCE, "t")).contains(FIRST);
        assertThat(relations.unsettled()).isEmpty();
    }

    @Test
    void unchangedFactsMayBeNotedAgain() {
        relations.note(Side.SOURCE, "t", null, FIRST, null);
        assertThat(relations.note(Side.SOURCE, "t", FIRST, FIRST, null)).isTrue();
    }

    @Test
    void ofTwoProcessesThatComparedWithTheSameFactsOneNotes() throws Exception {
        relations.note(Side.SOURCE, "t", null, FIRST, null);
        try (Connection other = target.session()) {
            Sql.execute(other, "SELECT 1 FROM reconciler.relation_fact FOR UPDATE");
            List<CompletableFuture<Boolean>> looks = Stream.of("two", "three")
                    .map(file -> CompletableFuture.supplyAsync(() -> note(FIRST, facts(file))))
                    .toList();
            target.awaitLockWaits(2);
            other.rollback();
            assertThat(List.of(
                            looks.get(0).get(30, TimeUnit.SECONDS), looks.get(1).get(30, TimeUnit.SECONDS)))
                    .containsExactlyInAnyOrder(true, false);
        }
        assertThat(relations.unsettled()).hasSize(1);
    }

    @Test
    void lastShapeOfEachTableCounts() {
        MySqlShapeJournal shapes = new MySqlShapeJournal(target.pool, MySqlTarget.PIPELINE);
        assertThat(shapes.shapes()).isEmpty();
        shapes.note("t", Map.of("id", "int"));
        shapes.note("T", Map.of("id", "bigint"));
        shapes.note("t", Map.of("id", "int", "na\"me", "varchar(20)"));
        assertThat(shapes.shapes())
                .isEqualTo(Map.of("t", Map.of("id", "int", "na\"me", "varchar(20)"), "T", Map.of("id", "bigint")));
        assertThat(new MySqlShapeJournal(target.pool, "other").shapes()).isEmpty();
    }

    @Test
    void originAndIntentsOfTheStreamAreKept() {
        MySqlStreamJournal journal = journal(MySqlTarget.PIPELINE);
        assertThat(journal.origin()).isEmpty();
        StreamOrigin first = new StreamOrigin(new ServerIdentity("s1", 1), target.position(5), 9);
        StreamOrigin second = new StreamOrigin(new ServerIdentity("s2", 3), target.position(6), 1L << 40);
        journal.created(first);
        journal.created(second);
        assertThat(journal.origin()).contains(second);
        assertThat(journal("other").origin()).isEmpty();
        journal.forget();
        assertThat(journal.origin()).isEmpty();

        journal.intend("s1", "a");
        journal.intend("s1", "b");
        journal.intend("s2", "a");
        assertThat(journal.isIntended("s2", "a")).isTrue();
        assertThat(journal.isIntended("s1", "a")).isFalse();
        assertThat(journal("other").isIntended("s2", "a")).isFalse();
        journal.withdrawIntent("a");
        assertThat(journal.isIntended("s2", "a")).isFalse();
        assertThat(journal.isIntended("s1", "b")).isTrue();
    }

    private MySqlStreamJournal journal(String pipeline) {
        return new MySqlStreamJournal(target.pool, pipeline, MySqlTarget.Place.FORMAT);
    }
}
