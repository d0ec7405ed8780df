package dev.reconciler.verify.checksum;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.HashedKey;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.DuplicateRows;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnexplainedDifferenceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys of one table whose rows differ: by hash, and by value if rows of different hashes may agree. The sums are those of all rows
 * that differ by hash.
 */
final class Suspects {
    private final MappedTable table;
    private final TenantScope scope;
    private final DigestMethod method;
    private final SnapshotPair snapshots;
    private final RowLimit limit;
    private final Map<RowKey, Scanned> keys = new HashMap<>();
    private final List<Finding> duplicates = new ArrayList<>();
    private final Map<TenantId, Digest> source = new HashMap<>();
    private final Map<TenantId, Digest> target = new HashMap<>();

    Suspects(MappedTable table, TenantScope scope, DigestMethod method, SnapshotPair snapshots, RowLimit limit) {
        this.table = table;
        this.scope = scope;
        this.method = method;
        this.snapshots = snapshots;
        this.limit = limit;
    }

    /** The sides on which a read by span found a row of the key within the scope. */
    private record Scanned(boolean source, boolean target) {}

    /**
     * Compares the hashes of a span key by key.
     *
     * @param inDoubt keys that are not compared
     * @return false if it has found enough
     */
    boolean add(KeySpan span, Set<RowKey> inDoubt) {
        SnapshotPair.Both<Hashes> hashes = snapshots.ask(r -> hashes(r, span));
        Set<RowKey> repeated = new HashSet<>(hashes.source().duplicates);
        repeated.addAll(hashes.target().duplicates);
        if (!repeated.isEmpty()) {
            duplicates.addAll(new DuplicateRows(table, scope, snapshots).findings(span, repeated));
        }
        Set<RowKey> all = new HashSet<>(hashes.source().byKey.keySet());
        all.addAll(hashes.target().byKey.keySet());
        all.removeAll(inDoubt);
        all.removeAll(repeated);
        Map<RowKey, Scanned> differing = new HashMap<>();
        for (RowKey key : all) {
            HashedKey ofSource = hashes.source().byKey.get(key);
            HashedKey ofTarget = hashes.target().byKey.get(key);
            if (!Objects.equals(ofSource, ofTarget)) {
                differing.put(key, new Scanned(ofSource != null, ofTarget != null));
                sum(source, ofSource);
                sum(target, ofTarget);
            }
        }
        keys.putAll(table.mayAgreeByValue() ? withoutAgreeing(differing) : differing);
        return !isEnough();
    }

    /** Rows that agree by value count for the sums, not for the limit: there may be as many of them as the table has rows. */
    private Map<RowKey, Scanned> withoutAgreeing(Map<RowKey, Scanned> some) {
        Map<RowKey, Scanned> left = new HashMap<>();
        compare(
                some.keySet(),
                some,
                finding -> left.put(finding.key(), Objects.requireNonNull(some.get(finding.key()))));
        return left;
    }

    /** Rows of one side by key; a key that occurred twice is kept separately. */
    private static final class Hashes {
        private final Map<RowKey, HashedKey> byKey = new HashMap<>();
        private final Set<RowKey> duplicates = new HashSet<>();
    }

    private Hashes hashes(ChunkReader reader, KeySpan span) {
        Hashes hashes = new Hashes();
        reader.hashes(table, scope, span, method, row -> {
            if (hashes.byKey.put(row.key(), row) != null) {
                hashes.duplicates.add(row.key());
            }
        });
        return hashes;
    }

    private static void sum(Map<TenantId, Digest> sums, @Nullable HashedKey row) {
        if (row != null) {
            sums.merge(row.tenant(), Digest.EMPTY.plus(row.hash()), Digest::plus);
        }
    }

    /** Returns whether the table exceeds the limit, and enough examples are found. */
    boolean isEnough() {
        long size = keys.size() + (long) duplicates.size();
        return size >= limit.examples() && limit.isPassedBy(size);
    }

    /** As many findings as are named although the limit is exceeded. */
    List<Finding> examples() {
        return compare(keys.keySet().stream().limit(limit.examples()).toList());
    }

    /**
     * Compares the rows whole.
     *
     * @param ofSource the sums of everything that was searched
     * @throws UnexplainedDifferenceException if the other rows don't account for the rest of the sums
     */
    List<Finding> findings(Map<TenantId, Digest> ofSource, Map<TenantId, Digest> ofTarget) {
        List<Finding> findings = new ArrayList<>(duplicates);
        findings.addAll(compare(keys.keySet()));
        if (duplicates.isEmpty() && !without(ofSource, source).equals(without(ofTarget, target))) {
            throw new UnexplainedDifferenceException(
                    table.id(),
                    "counts or sums of a range differ, but its individually read rows do not account for the difference");
        }
        return findings;
    }

    private List<Finding> compare(Collection<RowKey> some) {
        List<Finding> findings = new ArrayList<>();
        compare(some, keys, findings::add);
        return findings;
    }

    private void compare(Collection<RowKey> some, Map<RowKey, Scanned> scanned, Consumer<? super Finding.OfRow> each) {
        new RowComparison(table, scope)
                .compare(
                        snapshots,
                        some,
                        (key, ofSource, ofTarget) -> {
                            Scanned found = Objects.requireNonNull(scanned.get(key));
                            requireSame("source", key, found.source(), ofSource);
                            requireSame("target", key, found.target(), ofTarget);
                        },
                        each);
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

    /** The sums without some rows; no entry without rows. */
    static <K> Map<K, Digest> without(Map<K, Digest> sums, Map<K, Digest> taken) {
        Map<K, Digest> rest = new HashMap<>(sums);
        taken.forEach((group, digest) -> rest.merge(group, Digest.EMPTY.minus(digest), Digest::plus));
        rest.values().removeIf(Digest.EMPTY::equals);
        return rest;
    }
}
