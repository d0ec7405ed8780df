package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.cdc.apply.ApplyListener;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.testing.SmallDisk;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The target's disk is full: the stream waits and reports the reason, no change is lost or parked, and it resumes by itself. */
@Tag("system")
class DiskFullTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long FILE_LIMIT = 20 * 1024 * 1024;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void aFullDiskMakesTheStreamWait() throws IOException {
        Optional<SmallDisk> mounted = SmallDisk.mount(Files.createTempDirectory("reconciler-disk-"), 4);
        assumeTrue(mounted.isPresent(), "needs the right to mount a small file system");
        try (SmallDisk disk = mounted.get();
                Lab lab = new Lab()) {
            lab.fillBoth(30, 2);
            lab.target.execute(
                    "shop",
                    "CREATE TABLESPACE small LOCATION '" + disk.space() + "'",
                    "ALTER TABLE orders SET TABLESPACE small");
            waitsAndGoesOn(lab, 2_000, "No space left on device", disk::fill, disk::free);
        }
    }

    /** A quota causes this error: EFBIG, for which PostgreSQL has no specific SQLSTATE. */
    @Test
    void aFileThatMayNotGrowMakesTheStreamWait() throws IOException {
        assumeTrue(SmallDisk.run("prlimit", "--version") == 0, "needs prlimit");
        try (Lab lab = new Lab()) {
            lab.fillBoth(30, 2);
            waitsAndGoesOn(
                    lab,
                    60_000,
                    "File too large",
                    () -> limit(lab, String.valueOf(FILE_LIMIT)),
                    () -> limit(lab, "unlimited"));
        }
    }

    private void waitsAndGoesOn(Lab lab, int rows, String why, Runnable fill, Runnable free) {
        try (Application application = Application.open(lab.config("live", ""), RunListener.NONE);
                Streaming stream = Lab.stream(application, listener())) {
            change(lab, 1, 10);
            await().atMost(PATIENCE).until(lab::isEqual);
            fill.run();
            long applied = lab.applied();
            change(lab, 1_000, rows);
            await().atMost(PATIENCE)
                    .until(() -> told.stream().filter(t -> t.contains(why)).count() >= 3);
            assertThat(lab.applied()).isEqualTo(applied);
            assertThat(lab.parkedEvents()).isEmpty();
            assertThat(stream.isRunning()).isTrue();

            free.run();

            await().atMost(PATIENCE).until(lab::isEqual);
            change(lab, 1_000_000, 10);
            await().atMost(PATIENCE).until(lab::isEqual);
            assertThat(lab.parkedEvents()).isEmpty();
            Finished finished = Lab.checksum(application);
            assertThat(finished.verdict()).as(finished.run().error()).hasValue(Verdict.AGREED);
        }
    }

    private static void change(Lab lab, int from, int rows) {
        lab.source.execute("shop", """
                INSERT INTO orders SELECT 800000000 + i, 't0', 1, 'new', repeat(md5(i::text), 20), 1
                FROM generate_series(%d, %d) i""".formatted(from, from + rows - 1));
    }

    /** For the server's processes as they are; those that it starts later inherit it. */
    private static void limit(Lab lab, String bytes) {
        try (Stream<String> lines = Files.lines(lab.target.dataDirectory().resolve("postmaster.pid"))) {
            ProcessHandle postmaster = ProcessHandle.of(
                            Long.parseLong(lines.findFirst().orElseThrow().strip()))
                    .orElseThrow();
            for (ProcessHandle process : Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .toList()) {
                SmallDisk.run("prlimit", "--pid", String.valueOf(process.pid()), "--fsize=" + bytes + ":");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ApplyListener listener() {
        return new ApplyListener() {
            @Override
            public void waiting(RuntimeException because, int attempt, Duration delay) {
                told.add(String.valueOf(because.getMessage()));
            }
        };
    }
}
