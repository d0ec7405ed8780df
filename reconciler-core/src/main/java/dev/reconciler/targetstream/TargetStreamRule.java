package dev.reconciler.targetstream;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChanges.Last;
import dev.reconciler.verify.cause.Attribution;
import dev.reconciler.verify.cause.CauseContext;
import dev.reconciler.verify.cause.CauseRule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where applications write both sides: the target's own log names the transaction that wrote a row last, and the ledger what
 * the source made of it. A write is rogue if
 *
 * <ol>
 *   <li>the record of the target's writes is past the window's T, and this is the key's last one;
 *   <li>it is none of the pipeline's own transactions, and left the row as it is in T;
 *   <li>the ledger reaches back to the settle time before it, and has no change of the key from then until T.
 * </ol>
 *
 * The third holds for a change with other values, too. An application that writes a relative update ({@code qty = qty + n}) on both sides
 * leaves different values if an earlier one was lost on one side: that write is legitimate, and the lost one is not known.
 *
 * <p>What is confirmed rested for the settle time before the window's snapshots, so a source change that was to follow the write is in T's
 * ledger. Where the record or the ledger does not reach back, nothing is concluded.
 *
 * <p>Can be wrong where an application takes longer than the settle time for its second write, and where it writes the source and that
 * fails: its write to the target matches no source change, too.
 */
public final class TargetStreamRule implements CauseRule {
    private final TargetKnowledge knowledge;
    private final Duration settle;

    public TargetStreamRule(TargetKnowledge knowledge, Duration settle) {
        this.knowledge = knowledge;
        this.settle = settle;
    }

    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        return finding instanceof Finding.OfRow row && row.sourceKnown()
                ? context.table(finding).flatMap(table -> of(context, table, row))
                : Optional.empty();
    }

    private Optional<Attribution> of(CauseContext context, MappedTable table, Finding.OfRow row) {
        Told told = context.once(this, table.id(), Told.class, () -> look(context, table));
        if (!told.isPastT()) {
            return Optional.of(unknown("the stream from the target has not told what the target's snapshot shows"));
        }
        return Optional.ofNullable(told.last().get(row.key())).map(last -> of(told.source(), table, row, last));
    }

    /** What the streams tell of a table's findings. */
    private record Told(boolean isPastT, Map<RowKey, Last> last, LedgerView source) {}

    private Told look(CauseContext context, MappedTable table) {
        Set<RowKey> keys =
                context.rows(table.id()).stream().map(Finding.OfRow::key).collect(Collectors.toSet());
        boolean past = knowledge.catchUp();
        return new Told(
                past,
                past ? knowledge.changes().last(table.id(), keys, settle) : Map.of(),
                context.lane().ledger().about(Map.of(table.id(), keys)));
    }

    private Attribution of(LedgerView source, MappedTable table, Finding.OfRow row, Last last) {
        TargetChange write = last.change();
        String written = "the target's row was last " + (write.image().present() ? "written" : "removed")
                + " by the target's transaction " + write.transaction().text() + ", committed at " + write.committedAt()
                + ", position " + write.position();
        if (last.own()) {
            return unknown(written + ", which is the daemon's own");
        }
        if (!write.image().matches(table, row.target(), row.target())) {
            return unknown(written + ", but not as it is in the window: it has been written since");
        }
        if (last.since() < 0 || !source.reachesBackTo(last.since())) {
            return unknown(written + "; the record of the source's changes does not reach back to then");
        }
        if (source.after(table.id(), row.key(), last.since()).stream()
                .anyMatch(change -> change.image().mayBeSame(write.image()))) {
            return unknown(written + ", as a source change left it that was recorded at that time");
        }
        if (source.touchedAfter(table.id(), row.key(), last.since())) {
            return unknown(written + ", as no source change left it; the source has changed it at that time, or since:"
                    + " one application may have written both, as by an update relative to another value");
        }
        return new Attribution(
                Cause.ROGUE_WRITE,
                written + "; no source change from " + settle.toMillis()
                        + " ms before it until now concerned the row,"
                        + " and the transaction is none of this pipeline's own");
    }

    private static Attribution unknown(String fact) {
        return new Attribution(Cause.UNKNOWN, fact);
    }
}
