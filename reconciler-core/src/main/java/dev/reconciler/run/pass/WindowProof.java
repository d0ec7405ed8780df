package dev.reconciler.run.pass;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.review.FreshProof;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.Pipeline;
import dev.reconciler.window.Lane;
import dev.reconciler.window.NotCaughtUpException;
import dev.reconciler.window.Window;
import dev.reconciler.window.WindowOpener;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/** Reads a row for a person's decision in its own window; a key in doubt waits for a window in which it is not. */
public final class WindowProof implements FreshProof {
    private static final int WINDOWS = 10;

    private final Pipeline pipeline;
    private final WindowOpener windows;
    private final Lock oneAtATime;

    /** @param oneAtATime see {@link WindowedPass} */
    public WindowProof(Pipeline pipeline, WindowOpener windows, Lock oneAtATime) {
        this.pipeline = pipeline;
        this.windows = windows;
        this.oneAtATime = oneAtATime;
    }

    @Override
    public <T> T with(String tableId, RowKey key, Function<Fresh, T> work) {
        oneAtATime.lock();
        try {
            return inWindow(pipeline.tables(List.of(tableId)).get(0), key, work);
        } finally {
            oneAtATime.unlock();
        }
    }

    private <T> T inWindow(MappedTable table, RowKey key, Function<Fresh, T> work) {
        for (int i = 0; i < WINDOWS; i++) {
            try (Window window = windows.open("review of " + table.id(), List.of(table))) {
                Lane lane = window.lane();
                if (lane.doubt().of(table.id()).containsKey(key)) {
                    continue;
                }
                Fresh fresh = new Fresh(
                        table,
                        lane.source().reader().rowsByKey(table, List.of(key)).get(key),
                        lane.target().reader().rowsByKey(table, List.of(key)).get(key),
                        lane.fence());
                window.requireIntact();
                return work.apply(fresh);
            }
        }
        throw new NotCaughtUpException("row " + key + " of " + table.id() + " was in doubt in each of " + WINDOWS
                + " windows because it keeps changing; decide again later");
    }
}
