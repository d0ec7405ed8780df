package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.endpoint.write.WriteFailedException.Kind;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.testing.mysql.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Parents with children that refer to their key and to a unique code, and children of which no mapping knows. */
@Tag("db")
@ParameterizedClass
@EnumSource
class DeferredReferencesTest {
    @Parameter
    Flavor flavor;

    private MySqlTarget target;
    private MappedTable parent;
    private MappedTable child;

    @BeforeEach
    void open() {
        target = new MySqlTarget(
                flavor,
                "CREATE TABLE parent (id int PRIMARY KEY, code varchar(20) UNIQUE, best int)",
                "CREATE TABLE child (id varchar(20) PRIMARY KEY, parent int, code varchar(20),"
                        + " CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE,"
                        + " CONSTRAINT child_code FOREIGN KEY (code) REFERENCES parent (code))",
                "ALTER TABLE parent ADD CONSTRAINT parent_best FOREIGN KEY (best) REFERENCES parent (id)",
                "CREATE TABLE unmapped (parent int, CONSTRAINT unmapped_parent FOREIGN KEY (parent) REFERENCES parent (id))");
        parent = Mappings.of(target, "parent", "id*", "code", "best");
        child = Mappings.of(target, "child", "id*", "parent", "code");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private static void write(TargetTransaction transaction, MappedTable table, KeyedWrite write) {
        transaction.rows().write(table, TargetFixture.ALL, List.of(write));
    }

    private static Consumer<TargetTransaction> upsert(MappedTable table, @Nullable String... values) {
        return transaction -> write(transaction, table, TargetFixture.upsert(table, values));
    }

    private static Consumer<TargetTransaction> delete(MappedTable table, String key) {
        return transaction -> write(transaction, table, TargetFixture.delete(key));
    }

    @SafeVarargs
    private void deferred(Consumer<TargetTransaction>... writes) {
        target.commit(transaction -> {
            transaction.deferReferences();
            for (Consumer<TargetTransaction> write : writes) {
                write.accept(transaction);
            }
            transaction.checkConstraints();
            return null;
        });
    }

    @SafeVarargs
    private void refused(String foreignKey, Consumer<TargetTransaction>... writes) {
        List<String> before = rows();
        WriteFailedException refusal = catchThrowableOfType(WriteFailedException.class, () -> deferred(writes));
        assertThat(refusal).hasMessageContaining(foreignKey).hasMessageContaining("parent that does not exist");
        assertThat(refusal.kind()).isEqualTo(Kind.DATA);
        assertThat(refusal.violation()).isEqualTo(Violation.FOREIGN_KEY);
        assertThat(rows()).isEqualTo(before);
    }

    private List<String> rows() {
        return target.rows("SELECT 'p', id, code, best FROM parent UNION ALL"
                + " SELECT 'c', id, parent, code FROM child ORDER BY 1, 2");
    }

    @Test
    void childrenMayComeBeforeTheirParentsAndInCycles() {
        deferred(
                upsert(child, "a", "1", "one"),
                upsert(parent, "1", "one", "2"),
                upsert(parent, "2", null, "1"),
                upsert(child, "b", null, null));
        assertThat(rows()).containsExactly("c|a|1|one", "c|b|null|null", "p|1|one|2", "p|2|null|1");
    }

    @Test
    void childOfAMissingParentIsRefused() {
        refused("child_parent", upsert(child, "a", "1", null));
        refused("child_code", upsert(child, "a", null, "one"));
        refused("parent_best", upsert(parent, "1", null, "2"));
        refused("child_parent", transaction -> transaction
                .rows()
                .insertAbsent(child, TargetFixture.ALL, List.of(TargetFixture.row("a", "1", null))));
    }

    @Test
    void commitChecksWhatWasNotChecked() {
        assertThatThrownBy(() -> target.commit(transaction -> {
                    transaction.deferReferences();
                    upsert(child, "a", "1", null).accept(transaction);
                    return null;
                }))
                .isInstanceOf(WriteFailedException.class)
                .hasMessageContaining("child_parent");
        assertThat(rows()).isEmpty();
    }

    @Test
    void parentThatLeavesAChildBehindIsRefused() {
        target.execute(
                "INSERT INTO parent VALUES (1, 'one', NULL), (2, 'two', NULL), (3, NULL, NULL)",
                "INSERT INTO child VALUES ('a', 1, 'two')",
                "INSERT INTO unmapped VALUES (3)");

        refused("child_parent", delete(parent, "1"));
        refused("child_code", delete(parent, "2"));
        refused("unmapped_parent", delete(parent, "3"));
        refused("child_code", upsert(parent, "2", "deux", null));
        refused(
                "child_code",
                transaction -> write(transaction, parent, TargetFixture.update(parent, Set.of(2), "2", null, null)));
        refused(
                "child_parent",
                transaction ->
                        write(transaction, parent, TargetFixture.move(parent, RowKey.of("1"), "9", "one", null)));

        deferred(delete(parent, "1"), delete(child, "a"), delete(parent, "2"));
        assertThat(rows()).containsExactly("p|3|null|null");
    }

    @Test
    void childrenMayFollowTheirParentToItsNewValues() {
        target.execute("INSERT INTO parent VALUES (1, 'one', 1)", "INSERT INTO child VALUES ('a', 1, 'one')");

        deferred(
                transaction -> write(transaction, parent, TargetFixture.move(parent, RowKey.of("1"), "9", "nine", "9")),
                upsert(child, "a", "9", "nine"));

        assertThat(rows()).containsExactly("c|a|9|nine", "p|9|nine|9");
    }

    @Test
    void anotherParentMayTakeTheReferencedValueOver() {
        target.execute(
                "INSERT INTO parent VALUES (1, 'one', NULL), (2, 'two', NULL)",
                "INSERT INTO child VALUES ('a', NULL, 'one')");
        deferred(upsert(parent, "1", "old", null), upsert(parent, "2", "one", null));
        assertThat(rows()).containsExactly("c|a|null|one", "p|1|old|null", "p|2|one|null");
    }

    @Test
    void rowsThatWereNotWrittenAreNotChecked() {
        target.execute(
                "SET SESSION foreign_key_checks = 0",
                "INSERT INTO child VALUES ('old', 7, 'seven')",
                "SET SESSION foreign_key_checks = 1");
        deferred(upsert(parent, "1", null, null), upsert(child, "a", "1", null));
        assertThat(rows()).containsExactly("c|a|1|null", "c|old|7|seven", "p|1|null|null");
    }

    @Test
    void keysThatACollationFindsEqualAreChecked() {
        target.execute("INSERT INTO parent VALUES (1, 'one', NULL)");
        deferred(upsert(child, "a", null, "ONE"));
        refused("child_code", delete(parent, "1"));
    }

    @Test
    void attemptThatFailedIsForgotten() {
        target.commit(transaction -> {
            assertThatThrownBy(() -> transaction.attempt(() -> {
                        transaction.deferReferences();
                        upsert(child, "a", "1", null).accept(transaction);
                        transaction.checkConstraints();
                        return true;
                    }))
                    .hasMessageContaining("child_parent");
            assertThatThrownBy(() -> transaction.attempt(() -> {
                        upsert(child, "a", "1", null).accept(transaction);
                        return true;
                    }))
                    .as("statements check foreign keys again")
                    .hasMessageContaining("foreign key constraint fails");
            transaction.checkConstraints();
            upsert(parent, "1", null, null).accept(transaction);
            upsert(child, "a", "1", null).accept(transaction);
            return null;
        });
        assertThat(rows()).containsExactly("c|a|1|null", "p|1|null|null");
    }

    @Test
    void cascadesTakePlaceAgainAfterTheCheck() {
        target.execute("INSERT INTO parent VALUES (1, NULL, NULL)", "INSERT INTO child VALUES ('a', 1, NULL)");
        target.commit(transaction -> {
            transaction.deferReferences();
            transaction.checkConstraints();
            delete(parent, "1").accept(transaction);
            return null;
        });
        assertThat(rows()).isEmpty();
    }

    @Test
    void bulkWritesAreCheckedByEachStatement() {
        assertThatThrownBy(() -> target.commit(transaction -> {
                    transaction.deferConstraints();
                    upsert(child, "a", "1", null).accept(transaction);
                    return null;
                }))
                .hasMessageContaining("foreign key constraint fails");
    }

    /** The parent exists for a snapshot, but not once the deletion commits. */
    @Test
    void parentThatAnotherSessionIsDeletingIsWaitedFor() throws Exception {
        target.execute("INSERT INTO parent VALUES (1, NULL, NULL)");
        try (Connection other = target.session()) {
            Sql.update(other, "DELETE FROM parent WHERE id = 1");
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> deferred(upsert(child, "a", "1", null)));
            target.awaitLockWait();
            other.commit();
            assertThatThrownBy(() -> writing.get(30, TimeUnit.SECONDS)).hasMessageContaining("child_parent");
        }
        assertThat(rows()).isEmpty();
    }

    /** A pool of one connection, which each transaction gets from the one before. */
    @Test
    void sessionGoesBackToThePoolWithForeignKeysChecked() throws SQLException {
        try (HikariDataSource pool = MySqlPools.open(
                target.server.jdbcUrl(target.database),
                target.server.user(),
                target.server.password(),
                "one",
                1,
                Duration.ofSeconds(30))) {
            MySqlTargetStore store = new MySqlTargetStore(
                    pool, TargetFixture.PIPELINE, MySqlTarget.Place.FORMAT, MySqlTargetSettings.defaults());
            List<Consumer<TargetTransaction>> ends = List.of(
                    transaction -> {},
                    TargetTransaction::commit,
                    transaction -> {
                        upsert(child, "a", "1", null).accept(transaction);
                        transaction.checkConstraints();
                    },
                    transaction -> {
                        throw new IllegalStateException("the writer failed");
                    },
                    transaction -> transaction.attempt(() -> {
                        transaction.deferReferences();
                        throw new IllegalStateException("the attempt failed");
                    }),
                    transaction -> {
                        target.killSessions();
                        transaction.lockCheckpoint();
                    });
            for (Consumer<TargetTransaction> end : ends) {
                try (TargetTransaction transaction = store.begin()) {
                    transaction.deferReferences();
                    end.accept(transaction);
                } catch (RuntimeException expected) {
                    assertThat(expected).isNotNull();
                }
                assertThat(isChecked(pool)).isTrue();
            }
        }
    }

    private static boolean isChecked(HikariDataSource pool) throws SQLException {
        return Sql.with(pool, connection -> Sql.isTrue(connection, "SELECT @@SESSION.foreign_key_checks"));
    }
}
