package dev.reconciler.verify.checksum;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.DuplicateRows;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.RowFigures;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnexplainedDifferenceException;
import dev.reconciler.verify.UnlistedRows;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a chunk by digest inside a window.
 *
 * <ol>
 *   <li>Both sides sum their row hashes per tenant. Rows of the chunk's keys in doubt are read by key from the same snapshots,
 *       checked against the ledger, and taken out of both sums: the rest must be equal, tenant by tenant.
 *   <li>Where it is not, the range is split by the data, the sums of all its parts are read at once, and each part is compared
 *       the same way, down to {@link #LEAF_ROWS} rows, whose hashes are compared key by key. Once rows of the table are known to
 *       differ, the sums are read by parts at once, so that a chunk that differs is not hashed twice.
 *   <li>A key under which one side holds several rows is a finding by itself ({@link DuplicateRows}).
 *   <li>Keys whose hashes differ are read whole from both sides. Only a difference of canonical values is a finding: a digest
 *       mismatch never is.
 *   <li>A chunk without a finding whose sums differ agrees only if rows that are equal by value (JSON numbers, docs/TYPES.md)
 *       account for the whole difference of counts and sums. Otherwise it has no verdict ({@link
 *       UnexplainedDifferenceException}).
 *   <li>Once the table has exceeded its {@link RowLimit}, a chunk's differing rows are counted by a single pass over its hashes
 *       ({@link RowCounting}), and no row is read whole: the cost is that of one more clean reading.
 * </ol>
 */
public final class ChecksumCheck {
    static final long LEAF_ROWS = 2_000;
    private static final long SMALLEST_PART = LEAF_ROWS / 2;
    private static final int MOST_PARTS = 64;

    private final MappedTable table;
    private final TenantScope scope;
    private final DigestMethod method;
    private final KeysInDoubt doubt;
    private final SnapshotPair snapshots;
    private final RowLimit limit;

    /** Creates a check that names every differing row. */
    public ChecksumCheck(
            MappedTable table, TenantScope scope, DigestMethod method, KeysInDoubt doubt, SnapshotPair snapshots) {
        this(table, scope, method, doubt, snapshots, RowLimit.NONE);
    }

    /**
     * @param method the method of the rows' hashes and their sums
     * @param limit the limit of differing rows that are named
     */
    public ChecksumCheck(
            MappedTable table,
            TenantScope scope,
            DigestMethod method,
            KeysInDoubt doubt,
            SnapshotPair snapshots,
            RowLimit limit) {
        this.table = table;
        this.scope = scope;
        this.method = method;
        this.doubt = doubt;
        this.snapshots = snapshots;
        this.limit = limit;
    }

    public ChunkOutcome verify(KeyRange range) {
        List<Part> parts = limit.hasFound()
                ? parts(range, snapshots.source().bounds(table, scope, range, SMALLEST_PART, MOST_PARTS))
                : List.of(whole(range));
        SnapshotPair.Both<Map<TenantId, Digest>> sums = total(parts);
        Map<RowKey, LedgerImage> inDoubt = doubt.within(table, range);
        DoubtCheck doubtCheck = DoubtCheck.of(table, scope, method, inDoubt, snapshots.source(), snapshots.target());
        List<Finding> findings = new ArrayList<>(doubtCheck.findings());
        Map<TenantId, Digest> source = without(sums.source(), doubtCheck.source());
        Map<TenantId, Digest> target = without(sums.target(), doubtCheck.target());
        UnlistedRows unlisted = UnlistedRows.NONE;
        if (!source.equals(target)) {
            Suspects suspects = new Suspects();
            boolean all = parts.size() > 1 ? locateIn(parts, suspects) : locate(range, rows(sums), inDoubt, suspects);
            if (all) {
                findings.addAll(suspects.duplicates);
                findings.addAll(compare(suspects));
                if (suspects.duplicates.isEmpty()) {
                    requireExplained(source, target, suspects);
                }
            } else {
                List<Finding> examples = compare(suspects.atMost(limit.examples()));
                findings.addAll(examples);
                unlisted = new RowCounting(table, scope, snapshots)
                        .count(range, source, target, inDoubt.keySet())
                        .minus(UnlistedRows.of(examples));
            }
        }
        RowFigures figures =
                RowFigures.of(RowFigures.counts(sums.source()), RowFigures.counts(sums.target()), doubtCheck);
        return new ChunkOutcome(table.id(), range, figures, findings, unlisted);
    }

    /** Returns false if it stopped because the table exceeded the limit of named rows. */
    private boolean locate(KeyRange range, long rows, Map<RowKey, LedgerImage> inDoubt, Suspects suspects) {
        if (isEnough(suspects)) {
            return false;
        }
        if (rows <= LEAF_ROWS) {
            return compareHashes(range, inDoubt, suspects);
        }
        List<Part> parts = parts(range, betterBounds(range, Math.max(SMALLEST_PART, rows / MOST_PARTS)));
        return parts.size() == 1 ? compareHashes(range, inDoubt, suspects) : locateIn(parts, suspects);
    }

    /** Searches the parts whose sums differ. */
    private boolean locateIn(List<Part> parts, Suspects suspects) {
        for (Part part : parts) {
            Map<RowKey, LedgerImage> doubtful = doubt.within(table, part.range());
            DoubtCheck check = DoubtCheck.of(table, scope, method, doubtful, snapshots.source(), snapshots.target());
            if (!without(part.sums().source(), check.source())
                            .equals(without(part.sums().target(), check.target()))
                    && !locate(part.range(), rows(part.sums()), doubtful, suspects)) {
                return false;
            }
        }
        return true;
    }

    /** A range with its sums. */
    private record Part(KeyRange range, SnapshotPair.Both<Map<TenantId, Digest>> sums) {}

    private Part whole(KeyRange range) {
        return new Part(range, snapshots.ask(r -> r.digests(table, scope, range, method)));
    }

    /** Bounds of the side that has more rows there, so that neither missing nor extra rows keep a part too large. */
    private List<RowKey> betterBounds(KeyRange range, long rows) {
        SnapshotPair.Both<List<RowKey>> bounds = snapshots.ask(r -> r.bounds(table, scope, range, rows, MOST_PARTS));
        return bounds.source().size() >= bounds.target().size() ? bounds.source() : bounds.target();
    }

    /** Reads the range once, cut at the bounds. Any bounds are valid; a part that is too large is split again. */
    private List<Part> parts(KeyRange range, List<RowKey> bounds) {
        List<RowKey> inside = bounds.stream()
                .filter(bound -> !bound.equals(range.from())) // one key may have more rows than a part
                .distinct()
                .toList();
        if (inside.isEmpty()) {
            return List.of(whole(range));
        }
        SnapshotPair.Both<List<Map<TenantId, Digest>>> sums =
                snapshots.ask(r -> r.digestsOfParts(table, scope, range, inside, method));
        List<KeyRange> ranges = range.cut(inside);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            parts.add(new Part(
                    ranges.get(i),
                    new SnapshotPair.Both<>(sums.source().get(i), sums.target().get(i))));
        }
        return parts;
    }

    private static SnapshotPair.Both<Map<TenantId, Digest>> total(List<Part> parts) {
        Map<TenantId, Digest> source = new HashMap<>();
        Map<TenantId, Digest> target = new HashMap<>();
        for (Part part : parts) {
            part.sums().source().forEach((tenant, digest) -> source.merge(tenant, digest, Digest::plus));
            part.sums().target().forEach((tenant, digest) -> target.merge(tenant, digest, Digest::plus));
        }
        return new SnapshotPair.Both<>(source, target);
    }

    private boolean compareHashes(KeyRange range, Map<RowKey, LedgerImage> inDoubt, Suspects suspects) {
        SnapshotPair.Both<Hashes> hashes = snapshots.ask(r -> hashes(r, range));
        Set<RowKey> duplicates = new HashSet<>(hashes.source().duplicates);
        duplicates.addAll(hashes.target().duplicates);
        if (!duplicates.isEmpty()) {
            suspects.duplicates.addAll(new DuplicateRows(table, scope, snapshots).findings(range, duplicates));
        }
        Set<RowKey> keys = new HashSet<>(hashes.source().byKey.keySet());
        keys.addAll(hashes.target().byKey.keySet());
        keys.removeAll(inDoubt.keySet());
        keys.removeAll(duplicates);
        for (RowKey key : keys) {
            HashedKey source = hashes.source().byKey.get(key);
            HashedKey target = hashes.target().byKey.get(key);
            if (!Objects.equals(source, target)) {
                suspects.add(key, source, target);
            }
        }
        return !isEnough(suspects);
    }

    /** Returns whether the table exceeds the limit, and enough examples are found. */
    private boolean isEnough(Suspects suspects) {
        return suspects.size() >= limit.examples() && limit.isPassedBy(suspects.size());
    }

    /** Rows of one side by key; a key that occurred twice is kept separately. */
    private static final class Hashes {
        private final Map<RowKey, HashedKey> byKey = new HashMap<>();
        private final Set<RowKey> duplicates = new HashSet<>();
    }

    private Hashes hashes(ChunkReader reader, KeyRange range) {
        Hashes hashes = new Hashes();
        reader.hashes(table, scope, range, method, row -> {
            if (hashes.byKey.put(row.key(), row) != null) {
                hashes.duplicates.add(row.key());
            }
        });
        return hashes;
    }

    /** Keys whose rows differ, with the contribution of these rows to each side's sums. */
    private static final class Suspects {
        private final Map<RowKey, Scanned> keys = new HashMap<>();
        private final List<Finding> duplicates = new ArrayList<>();
        private final Map<TenantId, Digest> source = new HashMap<>();
        private final Map<TenantId, Digest> target = new HashMap<>();

        private int size() {
            return keys.size() + duplicates.size();
        }

        private void add(RowKey key, @Nullable HashedKey ofSource, @Nullable HashedKey ofTarget) {
            keys.put(key, new Scanned(ofSource != null, ofTarget != null));
            sum(source, ofSource);
            sum(target, ofTarget);
        }

        private Suspects atMost(long number) {
            Suspects few = new Suspects();
            keys.entrySet().stream().limit(number).forEach(entry -> few.keys.put(entry.getKey(), entry.getValue()));
            return few;
        }

        private static void sum(Map<TenantId, Digest> sums, @Nullable HashedKey row) {
            if (row != null) {
                sums.merge(row.tenant(), Digest.EMPTY.plus(row.hash()), Digest::plus);
            }
        }
    }

    /** The sides on which a read by range found a row of the key within the scope. */
    private record Scanned(boolean source, boolean target) {}

    private List<Finding> compare(Suspects suspects) {
        List<Finding> findings = new ArrayList<>();
        new RowComparison(table, scope)
                .compare(
                        snapshots,
                        suspects.keys.keySet(),
                        (key, source, target) -> {
                            Scanned scanned = Objects.requireNonNull(suspects.keys.get(key));
                            requireSame("source", key, scanned.source(), source);
                            requireSame("target", key, scanned.target(), target);
                        },
                        findings::add);
        return findings;
    }

    private void requireSame(String side, RowKey key, boolean scanned, @Nullable Row byKey) {
        boolean found = byKey != null && table.isInScope(byKey, scope);
        if (scanned != found) {
            throw new UnexplainedDifferenceException(
                    table.id(),
                    "in one snapshot of the " + side + ", a read by range " + (scanned ? "finds" : "does not find")
                            + " the row with key " + key + ", and a read by key " + (found ? "does" : "does not"));
        }
    }

    /** Without the rows of the suspects, which were compared whole, both sides must be equal. */
    private void requireExplained(Map<TenantId, Digest> source, Map<TenantId, Digest> target, Suspects suspects) {
        if (!without(source, suspects.source).equals(without(target, suspects.target))) {
            throw new UnexplainedDifferenceException(
                    table.id(),
                    "counts or sums of a range differ, but its individually read rows do not account for the difference");
        }
    }

    private static Map<TenantId, Digest> without(Map<TenantId, Digest> sums, Map<TenantId, Digest> taken) {
        Map<TenantId, Digest> rest = new HashMap<>(sums);
        taken.forEach((tenant, digest) -> rest.merge(tenant, Digest.EMPTY.minus(digest), Digest::plus));
        rest.values().removeIf(Digest.EMPTY::equals);
        return rest;
    }

    private static long rows(SnapshotPair.Both<Map<TenantId, Digest>> sums) {
        return Math.max(total(sums.source()), total(sums.target()));
    }

    private static long total(Map<TenantId, Digest> sums) {
        return sums.values().stream().mapToLong(Digest::count).sum();
    }
}
