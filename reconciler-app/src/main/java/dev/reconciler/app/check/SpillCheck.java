package dev.reconciler.app.check;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether transactions larger than a batch can be put on disk; looks without creating anything. */
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
                            + " is not a directory that this process may write",
                    "create the directory, and make the daemon's user its owner");
        }
    }
}
