package dev.reconciler.bench;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.ChangeStream;
import dev.reconciler.cdc.capture.TableAdmission;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.Position;
import dev.reconciler.schema.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream of the source that begins now; the source keeps its changes for it from now on. */
final class SourceStream implements StreamJournal, StreamIntents, AutoCloseable {
    private final String name;
    private final StreamSetup setup;
    private final ChangeStream changes;
    private final Position start;
    private @Nullable StreamOrigin origin;

    /** @param name of the stream, of its objects on the server, and of the pipeline */
    SourceStream(SideDatabase source, List<MappedTable> tables, String name) {
        this.name = name;
        setup = source.source(name).stream(this, this);
        setup.publish(tables);
        start = setup.ensure(StreamSetup.Steps.NONE);
        changes = CaptureEngine.of(source.engine().kind()).stream(
                new CaptureSettings(
                        Side.SOURCE, source.login(), SideDatabase.names(name), TenantScope.all(), spill(name)),
                tables,
                setup,
                TableAdmission.ALL);
    }

    private static Path spill(String name) {
        try {
            return Files.createTempDirectory("bench-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for large transactions", e);
        }
    }

    /** The name of the stream and of the pipeline. */
    String name() {
        return name;
    }

    ChangeStream changes() {
        return changes;
    }

    Position start() {
        return start;
    }

    @Override
    public Optional<StreamOrigin> origin() {
        return Optional.ofNullable(origin);
    }

    @Override
    public void created(StreamOrigin created) {
        origin = created;
    }

    @Override
    public void forget() {
        origin = null;
    }

    /** Without effect: a name is never used twice. */
    @Override
    public void intend(String server, String object) {}

    @Override
    public boolean isIntended(String server, String object) {
        return false;
    }

    @Override
    public void withdrawIntent(String object) {}

    /** Stops the stream and takes it down, so that the source does not retain its log for it. */
    @Override
    public void close() {
        changes.close();
        // The server may need a moment to detect that the stream's session has ended.
        RealTime.PATIENCE.await(() -> !setup.isInUse(), Duration.ofSeconds(30));
        setup.drop();
    }
}
