package dev.reconciler.verify.checksum;

import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.DoubtCheck;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies a range of keys by digest inside a window.
 *
 * <ol>
 *   <li>Both sides sum their row hashes per tenant. Rows of the chunk's keys in doubt are read by key from the same snapshots,
 *       checked against the ledger, and taken out of both sums: the rest must be equal, tenant by tenant.
 *   <li>Where it is not, the range is split by the data, the sums of all its parts are read at once, and each part is compared
 *       the same way, down to {@link #LEAF_ROWS} rows, whose hashes are compared key by key. Once rows of the table are known to
 *       differ, the sums are read by parts at once, so that a chunk that differs is not hashed twice.
 *   <li>A key under which one side holds several rows is a finding by itself ({@link dev.reconciler.verify.DuplicateRows}).
 *   <li>Keys whose hashes differ are read whole from both sides. Only a difference of canonical values is a finding: a digest
 *       mismatch never is.
 *   <li>A chunk without a finding whose sums differ agrees only if rows that are equal by value (JSON numbers, docs/TYPES.md)
 *       account for the whole difference of counts and sums. Otherwise it has no verdict ({@link
 *       dev.reconciler.verify.UnexplainedDifferenceException}).
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
    private final DigestOutcome outcome;

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
        this.outcome = new DigestOutcome(table, scope, method, snapshots, limit);
    }

    public ChunkOutcome verify(KeyRange range) {
        List<Part> parts = limit.hasFound()
                ? parts(range, snapshots.source().bounds(table, scope, range, SMALLEST_PART, MOST_PARTS))
                : List.of(whole(range));
        SnapshotPair.Both<Map<TenantId, Digest>> sums = total(parts);
        Map<RowKey, LedgerImage> inDoubt = doubt.within(table, range);
        return outcome.of(
                range,
                sums,
                outcome.check(inDoubt),
                false,
                suspects -> parts.size() > 1 ? locateIn(parts, suspects) : locate(range, rows(sums), inDoubt, suspects),
                (counting, source, target) -> counting.count(range, source, target, inDoubt.keySet()));
    }

    /** Returns false if it stopped because the table exceeded the limit of named rows. */
    private boolean locate(KeyRange range, long rows, Map<RowKey, LedgerImage> inDoubt, Suspects suspects) {
        if (suspects.isEnough()) {
            return false;
        }
        if (rows <= LEAF_ROWS) {
            return suspects.add(range, inDoubt.keySet());
        }
        List<Part> parts = parts(range, betterBounds(range, Math.max(SMALLEST_PART, rows / MOST_PARTS)));
        return parts.size() == 1 ? suspects.add(range, inDoubt.keySet()) : locateIn(parts, suspects);
    }

    /** Searches the parts whose sums differ. */
    private boolean locateIn(List<Part> parts, Suspects suspects) {
        for (Part part : parts) {
            Map<RowKey, LedgerImage> doubtful = doubt.within(table, part.range());
            DoubtCheck check = outcome.check(doubtful);
            if (!Suspects.without(part.sums().source(), check.source().byTenant())
                            .equals(Suspects.without(
                                    part.sums().target(), check.target().byTenant()))
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

    private static long rows(SnapshotPair.Both<Map<TenantId, Digest>> sums) {
        return Math.max(total(sums.source()), total(sums.target()));
    }

    private static long total(Map<TenantId, Digest> sums) {
        return sums.values().stream().mapToLong(Digest::count).sum();
    }
}
