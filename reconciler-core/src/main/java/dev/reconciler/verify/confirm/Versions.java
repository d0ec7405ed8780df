package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.LastWrite;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.window.Lane;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writing transactions of some rows of one table, in a window's snapshots. */
record Versions(Map<RowKey, LastWrite> source, Map<RowKey, LastWrite> target) {
    static final Versions NONE = new Versions(Map.of(), Map.of());

    static Versions of(Lane lane, MappedTable table, List<RowKey> keys) {
        return new Versions(
                lane.source().reader().lastWrites(table, keys),
                lane.target().reader().lastWrites(table, keys));
    }

    /**
     * Returns whether the versions can show that no session wrote the target's row in between; findings that are not rows have no
     * versions.
     */
    boolean tell(Finding finding) {
        return !(finding instanceof Finding.OfRow row) || target.containsKey(row.key());
    }

    /** The version text of the finding's row; a constant for other findings. */
    String of(Finding finding) {
        return finding instanceof Finding.OfRow row
                ? " " + text(source.get(row.key())) + " " + text(target.get(row.key()))
                : "";
    }

    private static String text(@Nullable LastWrite write) {
        return write == null ? "-" : write.transaction().text();
    }
}
