package dev.reconciler.app.wiring;

import static org.awaitility.Awaitility.await;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.testing.PipelineFixture;
import dev.reconciler.app.wiring.Application.Hooks;
import dev.reconciler.correction.CorrectionHooks;
import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunListener;
import dev.reconciler.window.WindowListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class BlockingSnapshotsTest {
    private final Map<Class<?>, Integer> asked = new ConcurrentHashMap<>();

    @TempDir
    private Path directory;

    @Test
    void bothDatabasesAreAskedAgainAndAgainEvenAfterAFailure() {
        try (PipelineFixture shop = new PipelineFixture(directory, "");
                Application ignored = Application.open(
                        new ConfigLoader(Map.of()).load(shop.directory().resolve("reconciler.yaml")),
                        RunListener.NONE,
                        new Hooks(WindowListener.NONE, CorrectionHooks.NONE, this::watched))) {
            await().until(() ->
                    asked.getOrDefault(SourceDatabase.class, 0) > 2 && asked.getOrDefault(TargetDatabase.class, 0) > 2);
        }
    }

    private Pipeline watched(Pipeline pipeline) {
        return new Pipeline(
                pipeline.name(),
                pipeline.tables(),
                pipeline.scope(),
                watched(SourceDatabase.class, pipeline.source()),
                watched(TargetDatabase.class, pipeline.target()),
                pipeline.digests());
    }

    private <T> T watched(Class<T> type, T real) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("endBlockingSnapshots") && asked.merge(type, 1, Integer::sum) == 1) {
                        throw new IllegalStateException("no connection");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
