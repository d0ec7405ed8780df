package dev.reconciler.cdc.capture.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.SilentProxy;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.mysql.Flavor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("db")
class BinlogSessionTest {
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path spill;

    private BinlogFixture source;
    private MappedTable table;
    private BinlogPosition from;

    private void begin(Flavor flavor) {
        source = BinlogFixture.of(flavor, spill, "CREATE TABLE t (id int PRIMARY KEY, v varchar(20))");
        table = source.table("t", null);
        from = source.position();
    }

    @AfterEach
    void close() {
        source.close();
    }

    private BinlogStreamSettings named(String name) {
        DatabaseLogin login = source.login(source.server.port(), "disable", null, LONG);
        return BinlogStreamSettings.of(new CaptureSettings(
                Side.SOURCE, login, new StreamNames(name, ""), TenantScope.all(), spill.resolve(name)));
    }

    @ParameterizedTest
    @EnumSource
    void streamsOfTwoPipelinesLeaveEachOtherAlone(Flavor flavor) {
        begin(flavor);
        Transactions first = new Transactions();
        Transactions second = new Transactions();
        try (BinlogStream one = source.stream(named("one"), table);
                BinlogStream other = source.stream(named("other"), table)) {
            one.start(from, first);
            other.start(from, second);
            source.execute("INSERT INTO t VALUES (1, 'a')");
            BinlogPosition end = source.position();

            assertThat(first.awaitPosition(end)).hasSize(1);
            assertThat(second.awaitPosition(end)).hasSize(1);
        }
        assertThat(named("one").replicaNumber()).isEqualTo(named("one").replicaNumber());
        assertThat(named("one").replicaNumber()).isNotEqualTo(named("other").replicaNumber());
    }

    @ParameterizedTest
    @EnumSource
    void logThatEndsWithoutATransactionIsReached(Flavor flavor) {
        begin(flavor);
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(table)) {
            stream.start(from, read);
            source.execute("INSERT INTO t VALUES (1, 'a')", "FLUSH BINARY LOGS");
            BinlogPosition end = source.position();
            assertThat(read.awaitPosition(end)).hasSize(1);
            assertThat(read.withChanges().get(0).end().covers(end)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void silentServerEndsTheStream(Flavor flavor) throws IOException {
        begin(flavor);
        Transactions read = new Transactions();
        try (SilentProxy proxy = new SilentProxy(source.server.port());
                BinlogStream stream = source.stream(
                        source.settings(source.login(proxy.port(), "disable", null, SHORT), TenantScope.all()),
                        table)) {
            stream.start(from, read);
            proxy.silence();
            assertThat(read.awaitFailure()).hasMessageContaining("timed out");
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamStopsWhileItsSinkIsFull(Flavor flavor) throws InterruptedException {
        begin(flavor);
        source.execute("INSERT INTO t VALUES (1, 'a')");
        CountDownLatch full = new CountDownLatch(1);
        BinlogStream stream = source.stream(table);
        stream.start(from, new TransactionSink() {
            @Override
            public void accept(SourceTransaction transaction) throws InterruptedException {
                full.countDown();
                new CountDownLatch(1).await();
            }

            @Override
            public void failed(Throwable cause) {}
        });
        full.await();

        stream.close();

        assertThat(source.read(from, table).events()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void largeTransactionGoesToDiskAndLeavesNothingThere(Flavor flavor) throws IOException {
        begin(flavor);
        source.execute(
                "SET SESSION cte_max_recursion_depth=5000"
                        .replace(
                                "cte_max_recursion_depth",
                                flavor == Flavor.MYSQL ? "cte_max_recursion_depth" : "max_recursive_iterations"),
                "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                        + " SELECT i, 'x' FROM n");
        BinlogStreamSettings all =
                source.settings(source.login(source.server.port(), "disable", null, LONG), TenantScope.all());
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(
                new BinlogStreamSettings(all.capture(), 100, all.maxBytesInMemory(), all.answerTimeout()), table)) {
            stream.start(from, read);
            assertThat(read.awaitPosition(source.position())).hasSize(3000);
            assertThat(files()).hasSize(1);
            read.withChanges().get(0).release().run();
            assertThat(files()).isEmpty();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(spill)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfOtherTenantsAreNotDelivered(Flavor flavor) {
        begin(flavor);
        MappedTable tenants = source.table("t", "v");
        source.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')", "UPDATE t SET v = 'c' WHERE id = 1", "DELETE FROM t");
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(
                source.settings(
                        source.login(source.server.port(), "disable", null, LONG),
                        new TenantScope.Tenants(Set.of(new TenantId("a")))),
                tenants)) {
            stream.start(from, read);
            assertThat(read.awaitPosition(source.position()))
                    .extracting(event -> event.operation().name())
                    .containsExactly("INSERT", "DELETE");
        }
    }

    @ParameterizedTest
    @EnumSource
    void logWithoutNamesOfColumnsIsRefusedAtTheStart(Flavor flavor) {
        begin(flavor);
        source.execute("SET GLOBAL binlog_row_metadata=MINIMAL");
        try (BinlogStream stream = source.stream(table)) {
            assertThatThrownBy(() -> stream.start(from, new Transactions()))
                    .isInstanceOf(StreamRefusedException.class)
                    .hasMessageContaining("SET GLOBAL binlog_row_metadata=FULL");
        } finally {
            source.execute("SET GLOBAL binlog_row_metadata=FULL");
        }
    }

    /** MySQL makes its certificates itself when it is installed. */
    @Test
    void serverOfAnUntrustedCertificateIsRefused() throws IOException {
        begin(Flavor.MYSQL);
        source.execute("INSERT INTO t VALUES (1, 'a')");
        Path roots = source.server.folder().resolve("data").resolve("ca.pem");
        Transactions read = new Transactions();
        try (BinlogStream stream = source.stream(secured("verify-ca", roots), table)) {
            stream.start(from, read);
            assertThat(read.awaitPosition(source.position())).hasSize(1);
        }
        BinlogSessionTest.assertRefused(source.stream(secured("verify-ca", null), table), from);
        BinlogSessionTest.assertRefused(source.stream(secured("verify-full", roots), table), from);
    }

    private BinlogStreamSettings secured(String mode, Path roots) {
        return source.settings(source.login(source.server.port(), mode, roots, LONG), TenantScope.all());
    }

    private static void assertRefused(BinlogStream stream, BinlogPosition from) {
        assertThatThrownBy(() -> stream.start(from, new Transactions()))
                .isInstanceOf(ReadFailedException.class)
                .rootCause()
                .as("the server's words, not a pool's time-out")
                .isInstanceOf(GeneralSecurityException.class);
        stream.close();
    }

    @ParameterizedTest
    @EnumSource
    void captureIsFoundByTheKindOfServer(Flavor flavor) {
        begin(flavor);
        String kind = flavor.name().toLowerCase(java.util.Locale.ROOT);
        assertThat(CaptureEngine.of(kind).kind()).isEqualTo(kind);
    }
}
