package dev.reconciler.endpoint.mysql.source;

import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A journal that lives as long as its test. */
final class MemoryJournal implements StreamJournal {
    private @Nullable StreamOrigin origin;

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
}
