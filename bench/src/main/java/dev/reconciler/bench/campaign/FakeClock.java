package dev.reconciler.bench.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The daemon's wall clock, by Debian's libfaketime; its monotonic clock is not affected, as in reality. */
final class FakeClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path offset;
    private final Optional<Path> library =
            LIBRARIES.stream().filter(Files::exists).findFirst();

    FakeClock(Path directory) {
        offset = directory.resolve("clock-offset");
        set(Duration.ZERO);
    }

    /** Returns whether the library is installed: without it the clock can't be set. */
    boolean isAvailable() {
        return library.isPresent();
    }

    /** Returns the environment variables of the daemon's process. */
    Map<String, String> environment() {
        return library.map(path -> Map.of(
                        "LD_PRELOAD", path.toString(),
                        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        "DONT_FAKE_MONOTONIC", "1",
                        // Without it each timed wait of the virtual machine spins.
                        "FAKETIME_FORCE_MONOTONIC_FIX", "0"))
                .orElse(Map.of());
    }

    /** Sets the daemon's clock wrong by this duration, within a second. */
    void set(Duration wrong) {
        try {
            Path whole = Files.writeString(
                    offset.resolveSibling("clock-offset.new"),
                    (wrong.isNegative() ? "" : "+") + wrong.toSeconds() + "\n");
            Files.move(whole, offset, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
