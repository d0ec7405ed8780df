package dev.reconciler.audit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.control.PageRequest;
import dev.reconciler.testing.ControlStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbiAuditLogTest {
    private final ControlStore store = new ControlStore();
    private final JdbiAuditLog audit = store.audit();

    @Test
    void anUntouchedChainIsIntact() {
        append("a", "b", "c");
        append("d");
        assertThat(audit.verify("shop")).isEqualTo(new ChainCheck.Intact(4));
        assertThat(audit.verify("no such pipeline")).isEqualTo(new ChainCheck.Intact(0));
        assertThat(audit.entries("shop", "", new PageRequest(0, 2)).items())
                .extracting(entry -> entry.subject())
                .containsExactly("d", "c");
    }

    @ParameterizedTest
    @CsvSource({
        "actor = 'mallory', 3",
        "detail = '{}', 3",
        "at = at + interval '1 microsecond', 3",
        "subject = 'x', 3",
        "hash = previous_hash, 3"
    })
    void tamperingIsFoundAtTheFirstBrokenEntry(String change, long broken) {
        append("a", "b", "c", "d");
        tamper("UPDATE reconciler.audit_entry SET " + change + " WHERE sequence = " + broken);
        assertThat(audit.verify("shop"))
                .isInstanceOfSatisfying(ChainCheck.Broken.class, check -> assertThat(check.sequence())
                        .isEqualTo(broken));
    }

    @Test
    void anEntryTakenOutOfTheMiddleIsMissed() {
        append("a", "b", "c");
        tamper("DELETE FROM reconciler.audit_entry WHERE sequence = 2");
        assertThat(audit.verify("shop")).isEqualTo(new ChainCheck.Broken(2, "the entry is missing"));
    }

    @Test
    void anEntryCutOffTheEndIsMissed() {
        append("a", "b", "c");
        tamper("DELETE FROM reconciler.audit_entry WHERE sequence = 3");
        assertThat(audit.verify("shop"))
                .isInstanceOfSatisfying(ChainCheck.Broken.class, check -> assertThat(check.sequence())
                        .isEqualTo(3));
    }

    @Test
    void theStoreItselfRefusesToChangeEntries() {
        append("a");
        assertThatThrownBy(() -> store.jdbi().useHandle(handle -> handle.execute("DELETE FROM reconciler.audit_entry")))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> store.jdbi().useHandle(handle -> handle.execute("TRUNCATE reconciler.audit_entry")))
                .hasMessageContaining("append-only");
        assertThat(audit.verify("shop")).isEqualTo(new ChainCheck.Intact(1));
    }

    @Test
    void concurrentAppendsMakeOneChain() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<? extends Future<?>> appends = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> append("s" + i)))
                    .toList();
            for (Future<?> each : appends) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(audit.verify("shop")).isEqualTo(new ChainCheck.Intact(40));
    }

    private void append(String... subjects) {
        List<AuditRecord> records = List.of(subjects).stream()
                .map(subject -> new AuditRecord("shop", "ann", "did", subject, Map.of("why", "test")))
                .toList();
        store.jdbi().useTransaction(transaction -> audit.append(transaction, "shop", records));
    }

    private void tamper(String sql) {
        store.jdbi().useTransaction(transaction -> {
            transaction.execute("SET LOCAL session_replication_role = replica");
            assertThat(transaction.execute(sql)).isEqualTo(1);
        });
    }
}
