package dev.reconciler.app.reliability;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few megabytes, in memory, which a test can fill to the last byte. Mounting one takes root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Empty if this process may not mount. */
    static Optional<SmallDisk> mount(int megabytes) {
        try {
            Path directory = Files.createTempDirectory("reconciler-disk-");
            if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", directory.toString()) == 0) {
                Files.createDirectory(directory.resolve("space"));
                return Optional.of(new SmallDisk(directory));
            }
            Files.delete(directory);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty directory on it. */
    Path space() {
        return directory.resolve("space");
    }

    /** Leaves nothing free. */
    void fill() {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (directory.toFile().getUsableSpace() >= page.length) {
                out.write(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void free() {
        try {
            Files.delete(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    static int run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Once nobody has a file open there. */
    @Override
    public void close() {
        try {
            if (run("umount", directory.toString()) != 0) {
                throw new IOException("could not unmount " + directory);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
