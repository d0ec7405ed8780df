package dev.reconciler.bench;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.cdc.capture.debezium.postgres.DebeziumPostgresStream;
import dev.reconciler.cdc.capture.debezium.postgres.PostgresStreamSettings;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotFacts;
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

/** A separate slot with the stream that reads it; the slot retains the source's changes from now on. */
final class SourceStream implements StreamJournal, AutoCloseable {
    static final String PUBLICATION = "bench";
    private final String name;
    private final PostgresSlot slot;
    private final DebeziumPostgresStream changes;
    private @Nullable StreamOrigin origin;

    SourceStream(Servers servers, List<MappedTable> tables, String name) {
        this.name = name;
        slot = new PostgresSlot(servers.sourcePool, name);
        new PostgresPublication(servers.sourcePool, PUBLICATION).ensure(tables);
        slot.create(name, this);
        changes = new DebeziumPostgresStream(
                PostgresStreamSettings.of(new CaptureSettings(
                        Side.SOURCE,
                        login(servers),
                        new StreamNames(name, PUBLICATION),
                        TenantScope.all(),
                        spill(name))),
                tables,
                slot,
                this);
    }

    private static DatabaseLogin login(Servers servers) {
        Duration patience = Duration.ofSeconds(60);
        return new DatabaseLogin(
                new DatabaseAddress("localhost", servers.source.port(), servers.sourceDatabase),
                servers.source.user(),
                servers.source.password(),
                "prefer",
                null,
                new ConnectionTimeouts(patience, patience));
    }

    private static Path spill(String name) {
        try {
            return Files.createTempDirectory("bench-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for large transactions", e);
        }
    }

    /** The name of the slot and of the pipeline. */
    String name() {
        return name;
    }

    DebeziumPostgresStream changes() {
        return changes;
    }

    Position start() {
        return origin().orElseThrow().start();
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

    /** Stops the stream and drops the slot, so that the source does not retain its log for it. */
    @Override
    public void close() {
        changes.close();
        // The server may need a moment to detect that the stream's session has ended.
        RealTime.PATIENCE.await(() -> !isActive(), Duration.ofSeconds(30));
        slot.drop();
    }

    private boolean isActive() {
        SlotFacts.Slot facts = slot.facts().slot();
        return facts != null && facts.active();
    }
}
