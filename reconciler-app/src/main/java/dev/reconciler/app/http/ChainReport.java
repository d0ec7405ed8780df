package dev.reconciler.app.http;

import dev.reconciler.audit.ChainCheck;

/**
 * The result of verifying the audit chain, for operators and scripts.
 *
 * @param entries number of intact entries, from the first
 * @param brokenAt the first entry that is not; 0 if all are
 * @param reason empty if all are
 */
public record ChainReport(boolean intact, long entries, long brokenAt, String reason) {
    public static ChainReport of(ChainCheck check) {
        return check instanceof ChainCheck.Broken broken
                ? new ChainReport(false, broken.sequence() - 1, broken.sequence(), broken.reason())
                : new ChainReport(true, ((ChainCheck.Intact) check).entries(), 0, "");
    }

    public String line(String pipeline) {
        return intact
                ? "the audit chain of pipeline " + pipeline + " is intact: " + entries + " entries"
                : "the audit chain of pipeline " + pipeline + " is broken at entry " + brokenAt + ": " + reason;
    }
}
