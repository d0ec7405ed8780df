package dev.reconciler.run.finding;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.UnlistedRows.Numbers;
import dev.reconciler.verify.checksum.RowCounting;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lists every row of a table that differs now, without a limit. It reads part after part, each in its own window, and delivers a
 * part only after its window has closed intact: memory holds one part, and a slow consumer keeps no window open.
 */
public final class DifferingKeys {
    private static final String LABEL = "differing-keys";

    private final Pipeline pipeline;
    private final WindowedPass pass;
    private final long partRows;

    /** @param partRows rows of a part, on the side that has more of them */
    public DifferingKeys(Pipeline pipeline, WindowedPass pass, long partRows) {
        this.pipeline = pipeline;
        this.pass = pass;
        this.partRows = partRows;
    }

    /** A row that differs. */
    public enum Difference {
        MISSING_IN_TARGET,
        EXTRA_IN_TARGET,
        FIELD_MISMATCH;

        private static Difference of(Numbers numbers) {
            if (numbers.missing() > 0) {
                return MISSING_IN_TARGET;
            }
            return numbers.extra() > 0 ? EXTRA_IN_TARGET : FIELD_MISMATCH;
        }
    }

    /** @param tenant of the row */
    public record Differing(TenantId tenant, RowKey key, Difference difference) {}

    /**
     * Delivers the rows in the order of their parts, unordered within a part.
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if a database can't be read
     * @throws dev.reconciler.window.NotCaughtUpException if the stream does not catch up
     * @throws dev.reconciler.window.VoidWindowException if no window of a part was intact
     */
    public void each(MappedTable table, Consumer<Differing> row) {
        for (KeyRange part : parts(table)) {
            List<Differing> found = new ArrayList<>();
            pass.run(
                    LABEL,
                    List.of(table),
                    List.of(part),
                    (lane, snapshots, range) -> differing(table, lane, snapshots, range),
                    (lane, results) -> results.forEach(result -> found.addAll(result.outcome())));
            found.forEach(row);
        }
    }

    private List<Differing> differing(MappedTable table, Lane lane, SnapshotPair snapshots, KeyRange range) {
        List<Differing> found = new ArrayList<>();
        new RowCounting(table, pipeline.scope(), snapshots)
                .each(
                        range,
                        lane.doubt().within(table, range).keySet(),
                        (tenant, key, what) -> found.add(new Differing(tenant, key, Difference.of(what))));
        return found;
    }

    private List<KeyRange> parts(MappedTable table) {
        List<RowKey> source;
        try (SourceSnapshot snapshot = pipeline.source().openSnapshot()) {
            source = bounds(snapshot.reader(), table);
        }
        List<RowKey> target;
        try (TargetSnapshot snapshot = pipeline.target().openSnapshot()) {
            target = bounds(snapshot.reader(), table);
        }
        return KeyRange.ALL.cut(source.size() >= target.size() ? source : target);
    }

    private List<RowKey> bounds(ChunkReader reader, MappedTable table) {
        return reader.bounds(table, pipeline.scope(), KeyRange.ALL, partRows);
    }
}
