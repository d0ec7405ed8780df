package dev.reconciler.cdc.capture;

import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Captures the changes of one kind of database server. Found by {@link ServiceLoader}. */
public interface CaptureEngine {
    /** As {@link dev.reconciler.endpoint.engine.Engine#kind}. */
    String kind();

    /** The reason why a database of this name can't be captured, with the fix; empty if it can. */
    Optional<Obstacle> databaseObstacle(String database);

    /** The reason why a table with columns of these names can't be captured; empty if it can. */
    Optional<String> tableObstacle(Collection<String> columns);

    /**
     * Creates a stream that is not started.
     *
     * @param tables the tables to capture
     * @param setup the stream's setup on the server that the settings name
     * @param admission called at each start
     */
    ChangeStream stream(
            CaptureSettings settings, List<MappedTable> tables, StreamSetup setup, TableAdmission admission);

    /**
     * Loads what the first start of a stream needs, for a command that has other work to do until then. Opens no connection. A stream
     * starts without it, too.
     */
    default void load() {}

    /** @throws IllegalArgumentException if changes of this kind of server can't be captured */
    static CaptureEngine of(String kind) {
        return ServiceLoader.load(CaptureEngine.class, CaptureEngine.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("changes of '" + kind + "' can't be captured"));
    }

    /** An obstacle with its fix. */
    record Obstacle(String what, String fix) {}
}
