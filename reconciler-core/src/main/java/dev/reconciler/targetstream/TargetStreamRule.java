package dev.reconciler.targetstream;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.TargetChanges.Last;
import dev.reconciler.verify.cause.CauseContext;
import dev.reconciler.verify.cause.CauseRule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Recognizes rogue writes where applications write both sides: the target's log names the transaction that wrote a row last, and the
 * ledger has the source's changes of the row. A write is rogue if
 *
 * <ol>
 *   <li>the record of the target's writes is past the window's T, and this is the key's last write;
 *   <li>it is not one of the pipeline's own transactions, and it left the row as T shows it;
 *   <li>the ledger reaches back to the settle time before the write, and has no change of the key from then until T.
 * </ol>
 *
 * The third condition excludes changes with other values, too. An application that makes a relative update ({@code qty = qty + n}) on both
 * sides leaves different values if an earlier update was lost on one side: that write is legitimate, and the lost one is unknown.
 *
 * <p>A confirmed row was unchanged for the settle time before the window's snapshots, so a source change that belongs to the write is in
 * T's ledger. If the record or the ledger does not reach back far enough, the cause stays unknown.
 *
 * <p>The conclusion is wrong if an application takes longer than the settle time for its second write, or if its write to the source
 * fails: its write to the target then matches no source change, either.
 */
public final class TargetStreamRule implements CauseRule {
    private final TargetRecord knowledge;
    private final Duration settle;

    public TargetStreamRule(TargetRecord knowledge, Duration settle) {
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
        Facts facts = context.once(this, table.id(), Facts.class, () -> facts(context, table));
        if (!facts.isPastT()) {
            return Optional.of(unknown("the stream from the target has not reached the target's snapshot"));
        }
        return Optional.ofNullable(facts.last().get(row.key())).map(last -> of(facts.source(), table, row, last));
    }

    /** The streams' facts about a table's findings. */
    private record Facts(boolean isPastT, Map<RowKey, Last> last, LedgerView source) {}

    private Facts facts(CauseContext context, MappedTable table) {
        Set<RowKey> keys =
                context.rows(table.id()).stream().map(Finding.OfRow::key).collect(Collectors.toSet());
        boolean past = knowledge.catchUp();
        return new Facts(
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
            return unknown(written + ", which left another row than the window shows: there was a later write");
        }
        if (last.since() < 0 || !source.reachesBackTo(last.since())) {
            return unknown(written + "; the ledger of the source's changes does not reach back that far");
        }
        if (source.after(table.id(), row.key(), last.since()).stream()
                .anyMatch(change -> change.image().mayBeSame(write.image()))) {
            return unknown(written + ", with the values of a source change that was recorded at that time");
        }
        if (source.touchedAfter(table.id(), row.key(), last.since())) {
            return unknown(
                    written + ", with values of no source change; the source changed the row at that time or later:"
                            + " one application may have written both sides with a relative update");
        }
        return new Attribution(
                Cause.ROGUE_WRITE,
                written + "; no source change from " + settle.toMillis()
                        + " ms before it until now concerns the row,"
                        + " and the transaction is not one of this pipeline's own");
    }

    private static Attribution unknown(String fact) {
        return new Attribution(Cause.UNKNOWN, fact);
    }
}
