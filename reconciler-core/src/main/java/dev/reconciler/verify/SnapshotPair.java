package dev.reconciler.verify;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.window.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A reader of each side of a lane; queries of both sides run in parallel. */
public final class SnapshotPair implements AutoCloseable {
    private final ChunkReader source;
    private final ChunkReader target;
    private final Executor executor;

    private SnapshotPair(ChunkReader source, ChunkReader target, Executor executor) {
        this.source = source;
        this.target = target;
        this.executor = executor;
    }

    /** Opens a further reader on each of the lane's snapshots. */
    public static SnapshotPair open(Lane lane, Executor executor) {
        ChunkReader source = lane.source().openReader();
        try {
            return new SnapshotPair(source, lane.target().openReader(), executor);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    public ChunkReader source() {
        return source;
    }

    public ChunkReader target() {
        return target;
    }

    /** Runs the same query on both sides. */
    public <T> Both<T> ask(Function<ChunkReader, T> question) {
        return ask(question, question);
    }

    /** Runs each side's own query. */
    public <T> Both<T> ask(Function<ChunkReader, T> ofSource, Function<ChunkReader, T> ofTarget) {
        CompletableFuture<T> other = CompletableFuture.supplyAsync(() -> ofSource.apply(source), executor);
        T mine;
        try {
            mine = ofTarget.apply(target);
        } catch (RuntimeException e) {
            other.handle((answer, failure) -> null).join();
            throw e;
        }
        try {
            return new Both<>(other.join(), mine);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        try (target;
                source) {
            return;
        }
    }

    public record Both<T>(T source, T target) {}
}
