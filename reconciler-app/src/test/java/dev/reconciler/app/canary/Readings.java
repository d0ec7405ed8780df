package dev.reconciler.app.canary;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.run.Pipeline;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A layer between the checks and both databases, so that a test can hide rows from a check. */
final class Readings {
    private Readings() {}

    /** Answers one query of a reader: with the server's answer, or with another one. */
    @FunctionalInterface
    interface Answer {
        @Nullable
        Object to(String question, Supplier<@Nullable Object> server);
    }

    static Pipeline of(Pipeline pipeline, Answer answer) {
        return new Pipeline(
                pipeline.name(),
                pipeline.tables(),
                pipeline.scope(),
                wrap(SourceDatabase.class, pipeline.source(), answer),
                wrap(TargetDatabase.class, pipeline.target(), answer),
                pipeline.digests());
    }

    private static <T> T wrap(Class<T> type, T real, Answer answer) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Supplier<@Nullable Object> server = () -> {
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            };
            Object result = real instanceof ChunkReader ? answer.to(method.getName(), server) : server.get();
            if (result instanceof SourceSnapshot snapshot) {
                return wrap(SourceSnapshot.class, snapshot, answer);
            }
            if (result instanceof TargetSnapshot snapshot) {
                return wrap(TargetSnapshot.class, snapshot, answer);
            }
            return result instanceof ChunkReader reader ? wrap(ChunkReader.class, reader, answer) : result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
