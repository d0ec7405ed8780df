package dev.reconciler.app.wiring;

import dev.reconciler.app.config.ConnectionConfig;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.cdc.apply.ApplyLoop;
import dev.reconciler.cdc.apply.ApplySettings;
import dev.reconciler.cdc.apply.StreamKeeper;
import dev.reconciler.cdc.capture.CaptureSettings;
import dev.reconciler.endpoint.engine.StreamNames;
import java.nio.file.Path;

/** What the stream from the source and the one from the target have in common. */
final class Streams {
    private Streams() {}

    /** @param spill of this stream alone */
    static CaptureSettings settings(ReconcilerConfig config, ConnectionConfig server, StreamNames names, Path spill) {
        return new CaptureSettings(server.login(), names, config.tenants(), spill);
    }

    static ApplySettings applying(ReconcilerConfig config) {
        return ApplySettings.of(config.apply().batchRows(), config.apply().queueRows());
    }

    /** Starts both, or none. */
    static void start(ApplyLoop loop, StreamKeeper keeper) {
        loop.start();
        try {
            keeper.start();
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }
}
