package dev.reconciler.cdc.simulation;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Wraps a database and counts the queries of its snapshots' readers, by method. */
final class CountedReadings {
    private static final List<Class<?>> WATCHED =
            List.of(SourceSnapshot.class, TargetSnapshot.class, ChunkReader.class);

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    int count(String method) {
        return calls.getOrDefault(method, 0);
    }

    <T> T of(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> ask(real, method, arguments)));
    }

    private @Nullable Object ask(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        if (real instanceof ChunkReader) {
            calls.merge(method.getName(), 1, Integer::sum);
        }
        Object answer;
        try {
            method.setAccessible(true);
            answer = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        for (Class<?> type : WATCHED) {
            if (type.isInstance(answer)) {
                return Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, (proxy, next, args) -> ask(answer, next, args));
            }
        }
        return answer;
    }
}
