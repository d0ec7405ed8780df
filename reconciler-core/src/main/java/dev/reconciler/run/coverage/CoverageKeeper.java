package dev.reconciler.run.coverage;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.relation.StreamTrust;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.ChunkDone;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.Run;
import dev.reconciler.run.RunResult;
import dev.reconciler.run.Runs;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.ChunkMap;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.coverage.Coverage;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records the coverage of chunks, tables and tenants by jobs that compare every row.
 *
 * <p>A chunk's verdict covers all tenants of the pipeline. So a run restricted to some tenants gives no verdict on a chunk,
 * except of a table without tenants: it advances only the coverage of its tenants and tables, once it has compared all of their
 * rows. A chunk that diverged keeps the number of differences by tenant: these are the affected tenants.
 */
public final class CoverageKeeper {
    /** The tables and tenants of a run. */
    public record Extent(List<MappedTable> tables, TenantScope scope) {}

    private final Pipeline pipeline;
    private final Coverage coverage;
    private final Chunks chunks;
    private final Runs runs;
    private final StreamTrust trust;
    private final InstantSource clock;

    public CoverageKeeper(
            Pipeline pipeline, Coverage coverage, Chunks chunks, Runs runs, StreamTrust trust, InstantSource clock) {
        this.pipeline = pipeline;
        this.coverage = coverage;
        this.chunks = chunks;
        this.runs = runs;
        this.trust = trust;
        this.clock = clock;
    }

    /** Returns whether a run of this scope reads all rows of the table that the pipeline carries. */
    public boolean isWhole(MappedTable table, TenantScope scope) {
        return !table.hasTenants() || scope.equals(pipeline.scope());
    }

    /** The table's chunks; a chunk that was verified before the table changed without events must be read again. */
    public List<Chunk> chunks(MappedTable table) {
        List<Chunk> map = chunks.of(table);
        return trust.of(table)
                .map(doubt -> map.stream()
                        .map(chunk -> isBefore(doubt, chunk) ? chunk.toBeReadAgain() : chunk)
                        .toList())
                .orElse(map);
    }

    private static boolean isBefore(StreamTrust.Doubt doubt, Chunk chunk) {
        return chunk.verified() != null && !doubt.isCoveredBy(chunk.verified().position());
    }

    /** Records the tables that have changed without events. A reader that trusts the stream calls it after its last snapshot. */
    public void look() {
        trust.look();
    }

    /** The reason why the table's chunks can't all be trusted; empty if they can. */
    public Optional<String> doubt(MappedTable table) {
        trust.verified(table, ChunkMap.fences(chunks.of(table)));
        return trust.of(table).map(StreamTrust.Doubt::reason);
    }

    /** The recorded tenants of the table. */
    public Set<TenantId> tenants(MappedTable table) {
        return coverage.list(pipeline.name(), table.id()).stream()
                .map(Covered::tenant)
                .collect(Collectors.toSet());
    }

    /** Deletes the table's coverage: a refill bypasses the ledger, so no row counts as verified. */
    public void forget(MappedTable table) {
        chunks.forget(table);
    }

    /**
     * Records one window's proofs of chunks immediately, so that a crashed run loses only its last window.
     *
     * @param isProvenLater true if a difference must be found again later before it is proven
     */
    public void verified(
            Run run,
            Extent extent,
            boolean isProvenLater,
            Checkpoint fence,
            List<ChunkOutcome> outcomes,
            Handled handled) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        boolean followed = pipeline.target().pruning().isFollowed();
        VerifiedThrough through =
                new VerifiedThrough(fence.sequence(), fence.position().text(), now, run.job());
        for (MappedTable table : extent.tables()) {
            if (isWhole(table, extent.scope())) {
                chunks.verified(
                        table,
                        outcomes.stream()
                                .filter(outcome -> outcome.table().equals(table.id()))
                                .map(outcome ->
                                        chunk(outcome, handled.recorded(outcome), through, followed, isProvenLater))
                                .toList());
            }
        }
    }

    /**
     * The chunk's new record. A chunk with an unconfirmed finding stays dirty, and so does one with rows that have no key, until each has
     * one; so does every chunk while no reader processes the
     * ledger, since no reader would then mark its changes. A reader that begins later, while the window still pins the ledger,
     * sees every entry after its fence.
     */
    private static Chunk chunk(
            ChunkOutcome outcome,
            ChunkOutcome recorded,
            VerifiedThrough through,
            boolean followed,
            boolean isProvenLater) {
        Map<TenantId, Long> findings = new HashMap<>();
        for (Finding finding : recorded.findings()) {
            findings.merge(finding.tenant(), 1L, Long::sum);
            if (finding instanceof Finding.TenantConflict conflict
                    && outcome.rows().target().containsKey(conflict.targetTenant())) {
                findings.merge(conflict.targetTenant(), 1L, Long::sum);
            }
        }
        if (!isProvenLater) {
            outcome.unlisted()
                    .byTenant()
                    .forEach((tenant, numbers) -> findings.merge(tenant, numbers.total(), Long::sum));
        }
        long rows = outcome.rows().source().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        Chunk chunk = Chunk.verified(outcome.range(), through, rows, findings);
        boolean waiting = recorded.findings().size() < outcome.findings().size()
                || isProvenLater && !outcome.unlisted().isEmpty();
        boolean incomplete = recorded.withoutKey().count() > 0;
        return waiting || incomplete || !followed ? chunk.toBeReadAgain() : chunk;
    }

    /** Advances the coverage of tables and tenants to the proofs of the run, or of their chunks. */
    public void finished(Run run, List<RunResult> results) {
        TenantScope scope =
                pipeline.scope(run.scope().tenants().stream().map(TenantId::new).toList());
        for (MappedTable table : pipeline.tables(run.scope().tables())) {
            List<RunResult> mine = results.stream()
                    .filter(result -> result.table().equals(table.id()))
                    .toList();
            List<RunResult> unverifiable =
                    mine.stream().filter(CoverageKeeper::saysNothing).toList();
            unverifiable.forEach(
                    why -> coverage.unverifiable(pipeline.name(), table.id(), why.tenant(), run.job(), why.note(), -1));
            if (!unverifiable.isEmpty() && unverifiable.size() == mine.size()) {
                continue;
            }
            Optional<String> doubt = isWhole(table, scope) ? doubt(table) : Optional.empty();
            if (doubt.isPresent()) {
                doubt(run, table, mine, doubt.get());
            } else if (isWhole(table, scope)) {
                byChunks(run, table, mine);
            } else if (!run.job().equals(JobKind.INCREMENTAL.jobName())) {
                byRun(run, table, mine);
            }
        }
    }

    private static boolean saysNothing(RunResult result) {
        return result.verdict() == Verdict.UNVERIFIABLE || result.verdict() == Verdict.NOT_VERIFIED;
    }

    /** Some chunks were verified before the table changed without events: the table's earlier coverage is kept. */
    private void doubt(Run run, MappedTable table, List<RunResult> results, String reason) {
        tenants(table, results)
                .forEach(tenant -> coverage.unverifiable(pipeline.name(), table.id(), tenant, run.job(), reason, -1));
    }

    private Set<TenantId> tenants(MappedTable table, List<RunResult> results) {
        Set<TenantId> tenants = new HashSet<>();
        results.forEach(result -> tenants.add(result.tenant()));
        coverage.list(pipeline.name(), table.id()).stream().map(Covered::tenant).forEach(tenants::add);
        if (tenants.isEmpty()) {
            tenants.add(TenantId.NONE);
        }
        return tenants;
    }

    /** Tenants without rows are covered too: the run verified that they have no rows on either side. */
    private void byChunks(Run run, MappedTable table, List<RunResult> results) {
        List<Chunk> map = chunks.of(table);
        Map<TenantId, Long> findings = ChunkMap.findings(map);
        Set<TenantId> tenants = tenants(table, results);
        tenants.addAll(findings.keySet());
        results.stream()
                .filter(CoverageKeeper::saysNothing)
                .map(RunResult::tenant)
                .forEach(tenants::remove);
        ChunkMap.through(map, run.job())
                .ifPresent(through -> tenants.forEach(tenant -> coverage.verified(
                        pipeline.name(),
                        table.id(),
                        tenant,
                        findings.containsKey(tenant) ? Verdict.DIVERGED : Verdict.AGREED,
                        through)));
    }

    private void byRun(Run run, MappedTable table, List<RunResult> results) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<StreamTrust.Doubt> doubt = trust.of(table);
        runs.chunks(run.id()).stream()
                .filter(chunk -> chunk.table().equals(table.id()))
                .min(Comparator.comparingLong(ChunkDone::fenceSequence))
                .map(first -> new VerifiedThrough(first.fenceSequence(), first.fencePosition(), now, run.job()))
                .filter(through -> doubt.isEmpty() || doubt.get().isCoveredBy(through.position()))
                .ifPresent(through -> {
                    Set<TenantId> later = knownLater(table, through);
                    results.stream()
                            .filter(result -> !saysNothing(result))
                            .filter(result -> !later.contains(result.tenant()))
                            .forEach(result -> coverage.verified(
                                    pipeline.name(), table.id(), result.tenant(), result.verdict(), through));
                });
    }

    /** Tenants whose rows of the table were already verified at a later point. */
    private Set<TenantId> knownLater(MappedTable table, VerifiedThrough through) {
        Set<TenantId> later = new HashSet<>();
        for (Covered known : coverage.list(pipeline.name(), table.id())) {
            VerifiedThrough verified = known.verified();
            if (verified != null && verified.sequence() > through.sequence()) {
                later.add(known.tenant());
            }
        }
        return later;
    }
}
