package dev.reconciler.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system in memory, which can be filled to its last page. Mounting one takes root. */
public final class SmallDisk implements AutoCloseable {
    private static final int PAGE = 4096;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /**
     * Mounts one of that size.
     *
     * @param directory made if there is none; {@link #close} removes it
     * @return empty if this process may not mount
     */
    public static Optional<SmallDisk> mount(Path directory, int megabytes) {
        try {
            Files.createDirectories(directory);
            if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", directory.toString()) != 0) {
                delete(directory);
                return Optional.empty();
            }
            SmallDisk disk = new SmallDisk(directory);
            Files.createDirectory(disk.space());
            return Optional.of(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty directory on it. */
    public Path space() {
        return directory.resolve("space");
    }

    /** Leaves nothing free. */
    public void fill() {
        byte[] page = new byte[PAGE];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (directory.toFile().getUsableSpace() >= PAGE) {
                out.write(page);
            }
        } catch (IOException e) {
            // Another process took the last page, so the disk is full.
            if (directory.toFile().getUsableSpace() >= PAGE) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Takes back what {@link #fill} wrote. */
    public void free() {
        delete(ballast());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    /** The exit code of a command; -1 if there is no such command here. */
    public static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Requires that no process has a file open there. */
    @Override
    public void close() {
        if (run("umount", directory.toString()) != 0) {
            throw new IllegalStateException("could not unmount " + directory);
        }
        delete(directory);
    }
}
