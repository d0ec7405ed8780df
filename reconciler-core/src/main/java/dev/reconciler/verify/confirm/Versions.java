package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.LastWrite;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.window.Lane;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which transactions wrote some rows of one table, as a window's snapshots hold them. */
record Versions(Map<RowKey, LastWrite> source, Map<RowKey, LastWrite> target) {
    static final Versions NONE = new Versions(Map.of(), Map.of());

    static Versions of(Lane lane, MappedTable table, List<RowKey> keys) {
        return new Versions(
                lane.source().reader().lastWrites(table, keys),
                lane.target().reader().lastWrites(table, keys));
    }

    /** Returns whether they tell that nobody wrote the target's row in between; of what is no row there are none. */
    boolean tell(Finding finding) {
        return !(finding instanceof Finding.OfRow row) || target.containsKey(row.key());
    }

    /** Of what the finding is about; the same for each other. */
    String of(Finding finding) {
        return finding instanceof Finding.OfRow row
                ? " " + text(source.get(row.key())) + " " + text(target.get(row.key()))
                : "";
    }

    private static String text(@Nullable LastWrite write) {
        return write == null ? "-" : write.transaction().text();
    }
}
