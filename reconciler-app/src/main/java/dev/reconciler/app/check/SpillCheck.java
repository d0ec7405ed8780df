package dev.reconciler.app.check;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks that the daemon can write large transactions to the spill directory. It creates nothing. */
final class SpillCheck {
    private final Findings findings;

    SpillCheck(Findings findings) {
        this.findings = findings;
    }

    void check(Path directory) {
        @Nullable Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            findings.error(
                    "apply.spillDirectory",
                    "large transactions can't be written to " + directory + ": " + existing
                            + " is not a writable directory",
                    "create the directory and make the daemon's user its owner");
        }
    }
}
