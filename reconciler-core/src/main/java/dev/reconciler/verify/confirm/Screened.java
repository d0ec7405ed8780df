package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A window's findings: proven, or pending another reading. */
public final class Screened {
    private final List<Finding> confirmed;
    private final List<Finding> waiting;
    private final Set<String> subjects = new HashSet<>();

    /**
     * @param confirmed findings to be recorded
     * @param waiting findings neither recorded nor counted as healed
     */
    public Screened(List<Finding> confirmed, List<Finding> waiting) {
        this.confirmed = List.copyOf(confirmed);
        this.waiting = List.copyOf(waiting);
        waiting.forEach(finding -> subjects.add(subject(finding)));
    }

    public List<Finding> confirmed() {
        return confirmed;
    }

    public List<Finding> waiting() {
        return waiting;
    }

    public boolean isWaiting(Finding finding) {
        return subjects.contains(subject(finding));
    }

    /** Returns whether another reading of the discrepancy's subject is pending: it has no verdict yet. */
    public boolean isWaiting(Discrepancy open) {
        return subjects.contains(row(open.place().table(), open.place().subject()))
                || subjects.contains(other(
                        open.place().table(),
                        open.place().tenant(),
                        open.type(),
                        open.place().subject()));
    }

    /** Returns whether the row has a finding, proven or not. */
    public boolean isFound(String table, RowKey key) {
        String wanted = row(table, key.encoded());
        return subjects.contains(wanted)
                || confirmed.stream()
                        .anyMatch(finding -> finding instanceof Finding.OfRow
                                && subject(finding).equals(wanted));
    }

    /** The subject of a finding; for a row, independent of tenant and type, because both may change. */
    private static String subject(Finding finding) {
        return finding instanceof Finding.OfRow
                ? row(finding.table(), finding.subject())
                : other(finding.table(), finding.tenant(), finding.type(), finding.subject());
    }

    private static String row(String table, String subject) {
        return table + "/" + subject;
    }

    private static String other(String table, TenantId tenant, DiscrepancyType type, String subject) {
        return table + "/" + type + "/" + tenant.value() + "/" + subject;
    }
}
