package dev.reconciler.cdc.capture.spill;

import dev.reconciler.cdc.change.ChangeEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The events of one transaction on disk, in order: written once, read any number of times, then deleted. */
final class EventFile implements Iterable<ChangeEvent> {
    static final String SUFFIX = ".transaction";
    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final DataOutputStream out;
    private long events;

    EventFile(Path directory) {
        try {
            path = Files.createTempFile(directory, "large", SUFFIX);
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER));
        } catch (IOException e) {
            throw new UncheckedIOException("a large transaction could not be written to " + directory, e);
        }
    }

    void add(ChangeEvent event) {
        try {
            EventCodec.write(event, out);
            events++;
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Ends writing. */
    void complete() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** The reader holds the file open until it has delivered the last event. */
    @Override
    public Iterator<ChangeEvent> iterator() {
        try {
            return new Reader(new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER)));
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    void delete() {
        try {
            out.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw failed("deleted", e);
        }
    }

    private UncheckedIOException failed(String what, IOException e) {
        return new UncheckedIOException("a large transaction's file could not be " + what + ": " + path, e);
    }

    private final class Reader implements Iterator<ChangeEvent> {
        private final DataInputStream in;
        private long left = events;

        Reader(DataInputStream in) {
            this.in = in;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public ChangeEvent next() {
            if (left == 0) {
                throw new NoSuchElementException("past the end of the transaction");
            }
            try {
                ChangeEvent event = EventCodec.read(in);
                left--;
                if (left == 0) {
                    in.close();
                }
                return event;
            } catch (IOException e) {
                throw failed("read", e);
            }
        }
    }
}
