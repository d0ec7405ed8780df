package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.LastWrite;
import dev.reconciler.endpoint.read.WriteHistory;
import dev.reconciler.endpoint.read.WriteHistory.Writer;
import dev.reconciler.ledger.LedgerView.Change;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.KeyOrder;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.cause.AgreedProofs.Agreed;
import dev.reconciler.window.Lane;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Facts about the rows of one table in a window's findings; each kind is read once, for all findings. */
final class TableFacts {
    private final Lane lane;
    private final MappedTable table;
    private final KeyOrder order;
    private final Set<RowKey> keys;
    private @Nullable Map<RowKey, LastWrite> targetWrites;
    private @Nullable Map<RowKey, LastWrite> sourceWrites;
    private @Nullable Optional<WriteHistory> history;
    private @Nullable Map<TransactionId, Writer> writers;
    private @Nullable Map<RowKey, WriteHistory.Corrected> corrections;
    private @Nullable Set<RowKey> dirty;
    private @Nullable List<Bounded> agreed;

    TableFacts(Lane lane, MappedTable table, Collection<Finding.OfRow> findings) {
        this.lane = lane;
        this.table = table;
        this.order = new KeyOrder(table.keyTypes());
        this.keys = findings.stream().map(Finding.OfRow::key).collect(Collectors.toSet());
    }

    MappedTable table() {
        return table;
    }

    /** The other way in which a row of the target may be gone; empty if there is none. */
    String orWithoutEntry() {
        return table.hasTranslatedKey() ? ", or the entry of its key in a lookup table was changed" : "";
    }

    Writer writer(RowKey key) {
        LastWrite write = targetWrite(key).orElse(null);
        WriteHistory kept = history().orElse(null);
        if (write == null || kept == null) {
            return Writer.UNKNOWN;
        }
        return writers(kept).getOrDefault(write.transaction(), Writer.UNKNOWN);
    }

    Optional<LastWrite> targetWrite(RowKey key) {
        if (targetWrites == null) {
            targetWrites = lane.target().reader().lastWrites(table, keys);
        }
        return Optional.ofNullable(targetWrites.get(key));
    }

    Optional<LastWrite> sourceWrite(RowKey key) {
        if (sourceWrites == null) {
            sourceWrites = lane.source().reader().lastWrites(table, keys);
        }
        return Optional.ofNullable(sourceWrites.get(key));
    }

    Optional<WriteHistory> history() {
        if (history == null) {
            history = lane.target().writeHistory();
        }
        return history;
    }

    private Map<TransactionId, Writer> writers(WriteHistory kept) {
        if (writers == null) {
            writers = kept.writers(
                    table,
                    targetWrites == null
                            ? Set.of()
                            : targetWrites.values().stream()
                                    .map(LastWrite::transaction)
                                    .collect(Collectors.toSet()));
        }
        return writers;
    }

    Optional<WriteHistory.Corrected> correction(RowKey key) {
        if (corrections == null) {
            corrections =
                    history().map(kept -> kept.corrections(table.id(), keys)).orElse(Map.of());
        }
        return Optional.ofNullable(corrections.get(key));
    }

    /** Returns whether a change of the key found no row to change. */
    boolean isDirty(RowKey key) {
        if (dirty == null) {
            dirty = history().map(kept -> kept.dirty(table.id(), keys)).orElse(Set.of());
        }
        return dirty.contains(key);
    }

    /** The last applied change of the key, as far as the target's ledger still holds it. */
    Optional<Change> lastApplied(RowKey key) {
        return lane.ledger().about(Map.of(table.id(), keys)).last(table.id(), key);
    }

    /**
     * Returns whether the transaction of that change was the last to write the source's row: then the source has not changed it
     * since.
     */
    boolean isWrittenBy(RowKey key, Change change) {
        return sourceWrite(key)
                .filter(write -> write.isOf(change.transaction()))
                .isPresent();
    }

    /** Returns whether transactions touched the key that the source snapshot does not contain. */
    boolean isInDoubt(RowKey key) {
        return lane.doubt().of(table.id()).containsKey(key);
    }

    /**
     * The latest proof that the target held the source's present row: every row of its chunk was compared and equal, and the
     * source's row is older than that. It must be older than every transaction that was still running then, since a savepoint's
     * id does not show whether its transaction had ended.
     */
    Optional<Agreed> agreed(AgreedProofs proofs, Finding.OfRow finding) {
        return agreed(proofs, finding, true);
    }

    /** The latest proof that both sides were equal under the key before the source's present row was written. */
    Optional<Agreed> agreedBeforeItsWrite(AgreedProofs proofs, Finding.OfRow finding) {
        return agreed(proofs, finding, false);
    }

    private Optional<Agreed> agreed(AgreedProofs proofs, Finding.OfRow finding, boolean after) {
        LastWrite written =
                finding.source() == null ? null : sourceWrite(finding.key()).orElse(null);
        if (written == null) {
            return Optional.empty();
        }
        if (agreed == null) {
            agreed = proofs.of(table.id()).stream()
                    .map(proof -> new Bounded(proof, lane.source().contentOf(proof.sourceContent())))
                    .toList();
        }
        return agreed.stream()
                .filter(proof -> written.isOlderThan(proof.content()) == after)
                .filter(proof -> proof.agreed().covers(order, finding.key(), finding.tenant()))
                .map(Bounded::agreed)
                .findFirst();
    }

    /** @param content the content of the proof's source snapshot */
    private record Bounded(Agreed agreed, SnapshotContent content) {}

    /** The target's last write of the row, for people. */
    String targetWriteText(RowKey key) {
        return targetWrite(key)
                .map(write -> "the target's transaction " + write.transaction().text()
                        + write.committed().map(at -> ", committed at " + at).orElse(""))
                .orElse("an unknown transaction");
    }
}
