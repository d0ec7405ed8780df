package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.NewRun;
import dev.reconciler.run.Runs;
import dev.reconciler.run.internal.JdbiAgreedProofs;
import dev.reconciler.run.internal.JdbiRuns;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.cause.AgreedProofs;
import dev.reconciler.verify.cause.AgreedProofs.Agreed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Chunks that runs found equal. */
public abstract class AgreedProofsContract extends ControlStoreContract {
    private static final KeyRange PART = new KeyRange(RowKey.of("1"), RowKey.of("5"));

    private final Runs runs = new JdbiRuns(store.jdbi(), store.dialect(), store.clock());
    private final AgreedProofs proofs = new JdbiAgreedProofs(store.jdbi(), store.dialect(), "shop");

    private void run(String id, String pipeline, String job, List<String> tenants) {
        runs.start(new NewRun(id, pipeline, job, "api", List.of(), tenants), Duration.ofMinutes(1));
    }

    private void chunk(String run, String table, KeyRange range, Verdict verdict, String content, long fence) {
        runs.chunksDone(run, List.of(new ChunkDone(table, range, verdict, fence, "0/" + fence, content, 10)));
    }

    @Test
    void agreedChunksAreReadNewestFirst() {
        run("r1", "shop", "checksum", List.of());
        chunk("r1", "public.orders", PART, Verdict.AGREED, "1:2:", 5);
        store.tick(Duration.ofMinutes(1));
        run("r2", "shop", "incremental", List.of("acme"));
        chunk("r2", "public.orders", KeyRange.ALL, Verdict.AGREED, "1:3:", 6);

        assertThat(proofs.of("public.orders"))
                .containsExactly(
                        new Agreed(
                                KeyRange.ALL,
                                Set.of(new TenantId("acme")),
                                "incremental",
                                "1:3:",
                                "0/6",
                                store.clock().instant()),
                        new Agreed(
                                PART,
                                Set.of(),
                                "checksum",
                                "1:2:",
                                "0/5",
                                store.clock().instant().minus(Duration.ofMinutes(1))));
    }

    @Test
    void onlyWholeComparisonsOfThePipelinesTableCount() {
        run("r1", "shop", "checksum", List.of());
        chunk("r1", "public.orders", PART, Verdict.DIVERGED, "1:2:", 5);
        chunk("r1", "public.orders", PART, Verdict.AGREED, "", 5);
        chunk("r1", "public.items", PART, Verdict.AGREED, "1:2:", 5);
        run("r2", "shop", "count", List.of());
        chunk("r2", "public.orders", PART, Verdict.AGREED, "1:2:", 5);
        run("r3", "other", "checksum", List.of());
        chunk("r3", "public.orders", PART, Verdict.AGREED, "1:2:", 5);

        assertThat(proofs.of("public.orders")).isEmpty();
    }
}
