package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.audit.AuditRecord;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.control.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit chain: it is append-only, and each kind of tampering is found. */
public abstract class AuditLogContract extends ControlStoreContract {
    private final JdbiAuditLog audit = store.audit();

    /** Changes one entry in a way that the store's own protection prevents, as a superuser can. */
    protected abstract void tamper(String sql);

    /** An expression: the time in column {@code at}, a microsecond later. */
    protected abstract String aMicrosecondLater();

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
        "at = LATER, 3",
        "subject = 'x', 3",
        "hash = previous_hash, 3"
    })
    void tamperingIsFoundAtTheFirstBrokenEntry(String change, long broken) {
        append("a", "b", "c", "d");
        String set = change.replace("LATER", aMicrosecondLater());
        tamper("UPDATE reconciler.audit_entry SET " + set + " WHERE sequence = " + broken);
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
        for (String change :
                List.of("DELETE FROM reconciler.audit_entry", "UPDATE reconciler.audit_entry SET hash = ''")) {
            assertThatThrownBy(() -> store.jdbi().useHandle(handle -> handle.execute(change)))
                    .hasMessageContaining("append-only");
        }
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

    protected void append(String... subjects) {
        List<AuditRecord> records = List.of(subjects).stream()
                .map(subject -> new AuditRecord("shop", "ann", "did", subject, Map.of("why", "test")))
                .toList();
        store.jdbi().useTransaction(transaction -> audit.append(transaction, "shop", records));
    }
}
