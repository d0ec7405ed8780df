package dev.reconciler.cdc.capture.spill;

import dev.reconciler.cdc.capture.EventSize;
import dev.reconciler.cdc.change.ChangeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events of the transaction that is being received: in memory up to a limit, on disk beyond it. */
public final class EventBuffer {
    /** Ends the name of every file that a buffer writes. */
    public static final String FILE_SUFFIX = EventFile.SUFFIX;

    private final int maxRows;
    private final long maxBytes;
    private final Path directory;
    private List<ChangeEvent> inMemory = new ArrayList<>();
    private long bytes;
    private long size;
    private @Nullable EventFile onDisk;

    /**
     * @param maxRows a transaction with more events goes to disk
     * @param maxBytes a transaction with larger events goes to disk, too
     * @param directory used by this buffer only
     */
    public EventBuffer(int maxRows, long maxBytes, Path directory) {
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        this.directory = directory;
    }

    /** Creates the directory and deletes files that a dead process left in it. */
    public void prepareDirectory() {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                for (Path left : files.filter(f -> f.toString().endsWith(EventFile.SUFFIX))
                        .toList()) {
                    Files.delete(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for large transactions can't be used: " + directory, e);
        }
    }

    /** Adds the transaction's next event. */
    public void add(ChangeEvent event) {
        size++;
        if (onDisk != null) {
            onDisk.add(event);
            return;
        }
        inMemory.add(event);
        bytes += EventSize.of(event);
        if (inMemory.size() > maxRows || bytes > maxBytes) {
            EventFile file = new EventFile(directory);
            onDisk = file;
            inMemory.forEach(file::add);
            inMemory = new ArrayList<>();
        }
    }

    /** Removes and returns the events; the buffer is then empty. */
    public Taken take() {
        EventFile file = onDisk;
        Taken taken;
        if (file == null) {
            taken = new Taken(size, List.copyOf(inMemory), () -> {});
        } else {
            file.complete();
            taken = new Taken(size, file, file::delete);
        }
        reset();
        return taken;
    }

    /** Discards the events of an unfinished transaction. */
    public void clear() {
        EventFile file = onDisk;
        reset();
        if (file != null) {
            file.delete();
        }
    }

    private void reset() {
        inMemory = new ArrayList<>();
        onDisk = null;
        bytes = 0;
        size = 0;
    }

    /**
     * The events of one transaction.
     *
     * @param events in order; may be read once from disk
     * @param release deletes the events on disk
     */
    public record Taken(long size, Iterable<ChangeEvent> events, Runnable release) {}
}
