package dev.reconciler.bench.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.bench.lab.drift.DriftKind;
import dev.reconciler.bench.lab.drift.FailingWrites;
import dev.reconciler.bench.lab.drift.Injected;
import dev.reconciler.bench.lab.oracle.RowDifference;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.RowWrite;
import dev.reconciler.bench.lab.shop.ShopCopy;
import dev.reconciler.bench.lab.shop.ShopDatabases;
import dev.reconciler.bench.lab.shop.ShopSql;
import dev.reconciler.bench.lab.shop.ShopTable;
import dev.reconciler.bench.lab.shop.TableRow;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class TargetWriterTest {
    private static final Delivery AT_ONCE = new Delivery(false, Duration.ZERO, false);

    private final ShopDatabases shop = ShopDatabases.filled(1, 20);
    private final AtomicReference<Instant> now = new AtomicReference<>(ShopDatabases.CLOCK.instant());
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final TargetWriter writer =
            new TargetWriter(shop.targetOwner(), new SplittableRandom(4), now::get, time -> {}, failures::add);

    TargetWriterTest() {
        ShopCopy.fill(shop.application(), shop.targetOwner());
    }

    @AfterEach
    void noWriteWasAbandoned() {
        writer.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void bothSidesAreTheSameFromTheStart() {
        assertThat(shop.comparison().differences()).isEmpty();
        assertThat(shop.target("SELECT FROM shop.payment")).hasSizeGreaterThan(100);
    }

    @Test
    void bothSidesAreTheSameWhenEveryWriteHasArrived() throws Exception {
        traffic(600);
        writer.drain();

        assertThat(shop.comparison().differences()).isEmpty();
    }

    @Test
    void exactlyTheRowsWhoseWriteFailedDiffer() throws Exception {
        FailingWrites failing =
                new FailingWrites(shop.application(), writer, new SplittableRandom(5), ShopDatabases.CLOCK);
        List<Injected> drifts = new ArrayList<>();
        for (Supplier<List<Injected>> one : failing.all()) {
            List<Injected> made = one.get();
            assertThat(made).isNotEmpty();
            drifts.addAll(made);
        }
        traffic(300);
        for (int i = 0; i < 20; i++) {
            drifts.addAll(failing.next());
        }
        writer.drain();

        List<RowDifference> rows =
                drifts.stream().map(d -> new RowDifference(d.table(), d.key())).toList();
        assertThat(rows).doesNotHaveDuplicates();
        assertThat(shop.comparison().differences()).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(drifts).allMatch(drift -> !drift.mayGoUnseen());
        assertThat(drifts)
                .extracting(Injected::kind)
                .contains(
                        DriftKind.LOST_INSERT,
                        DriftKind.LOST_UPDATE,
                        DriftKind.LOST_DELETE,
                        DriftKind.WRONG_FIELD,
                        DriftKind.WRONG_TENANT);
    }

    @Test
    void everyFailureHasTheStatedKind() {
        FailingWrites failing =
                new FailingWrites(shop.application(), writer, new SplittableRandom(6), ShopDatabases.CLOCK);

        for (Supplier<List<Injected>> one : failing.all()) {
            for (Injected drift : one.get()) {
                RowWrite source = row(shop.application(), drift, true);
                RowWrite target = row(shop.targetOwner(), drift, false);
                assertThat(source.isGone()).as(drift.toString()).isEqualTo(drift.kind() == DriftKind.LOST_DELETE);
                assertThat(target.isGone()).as(drift.toString()).isEqualTo(drift.kind() == DriftKind.LOST_INSERT);
                Set<TenantId> tenants = new HashSet<>(Set.of(drift.tenant()));
                if (drift.kind() == DriftKind.WRONG_TENANT) {
                    assertThat(target.tenant()).isNotEqualTo(source.tenant());
                    tenants.add(new TenantId(target.tenant()));
                }
                assertThat(drift.reach().tenants()).isEqualTo(tenants);
                assertThat(drift.reach().values()).containsAll(drift.key().parts());
            }
        }
    }

    @Test
    void writesOfOneRowKeepTheirOrderAndOthersDoNotWait() throws Exception {
        TableRow hot = new TableRow("shop.client", RowKey.of("1"));
        TableRow other = new TableRow("shop.client", RowKey.of("2"));
        CountDownLatch first = new CountDownLatch(1);
        List<String> done = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> held = writer.submit(Set.of(hot), AT_ONCE, target -> {
            await(first);
            done.add("first");
        });
        CompletableFuture<Void> next = writer.submit(Set.of(hot), AT_ONCE, target -> done.add("second"));

        writer.submit(Set.of(other), AT_ONCE, target -> done.add("other")).get();
        assertThat(held).isNotDone();
        first.countDown();
        next.get();

        assertThat(done).containsExactly("other", "first", "second");
    }

    @Test
    void attemptThatFailsLeavesNothingAndIsMadeAgain() throws Exception {
        List<String> attempts = new CopyOnWriteArrayList<>();
        TableRow row = new TableRow("shop.currency", RowKey.of("XXX"));

        writer.submit(Set.of(row), new Delivery(false, Duration.ZERO, true), target -> {
                    attempts.add("attempt");
                    ShopSql.updateOne(target, "INSERT INTO shop.currency VALUES ('XXX', 'none', 0, 1, true, now())");
                    if (attempts.size() == 2) {
                        throw new SQLException("a deadlock, say");
                    }
                })
                .get();

        assertThat(attempts).hasSize(3);
        assertThat(shop.target("SELECT FROM shop.currency WHERE iso_code = 'XXX'"))
                .hasSize(1);
    }

    @Test
    void slowestWriteIsRemembered() throws Exception {
        TableRow row = new TableRow("shop.client", RowKey.of("1"));
        for (int seconds : new int[] {1, 3, 2}) {
            writer.submit(Set.of(row), AT_ONCE, target -> now.updateAndGet(t -> t.plusSeconds(seconds)))
                    .get();
        }

        assertThat(writer.slowest()).isEqualTo(Duration.ofSeconds(3));
    }

    private void traffic(int transactions) throws Exception {
        try (Connection connection = shop.application().connect()) {
            connection.setAutoCommit(false);
            ShopTraffic traffic =
                    new ShopTraffic(connection, writer.on(connection), new Random(transactions), ShopDatabases.CLOCK);
            for (int i = 0; i < transactions; i++) {
                traffic.next();
            }
        }
    }

    private static RowWrite row(Login login, Injected drift, boolean source) {
        ShopTable table = ShopTable.ALL.stream()
                .filter(t -> t.target().id().equals(drift.table()))
                .findFirst()
                .orElseThrow();
        try (Connection connection = login.connect()) {
            if (source) {
                return table.read(connection, drift.key());
            }
            List<String> key = table.target().key();
            var rows = ShopSql.namedRows(
                    connection,
                    "SELECT * FROM " + drift.table() + " WHERE " + String.join(" = ? AND ", key) + " = ?",
                    drift.key().parts().stream().map(ShopSql.Text::new).toArray());
            return new RowWrite(table, drift.key(), rows.isEmpty() ? Map.of() : rows.get(0));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
