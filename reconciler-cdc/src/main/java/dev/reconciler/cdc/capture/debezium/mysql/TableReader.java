package dev.reconciler.cdc.capture.debezium.mysql;

import dev.reconciler.cdc.capture.RowImage;
import dev.reconciler.cdc.capture.RowReader;
import dev.reconciler.cdc.capture.ShapeComparison;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Converts the logged rows of one mapped table into change events. Keeps the table's last shape. */
final class TableReader {
    private static final int SHOWN = 200;

    private final MappedTable table;
    private final RowReader rows;
    private @Nullable LoggedShape shape;

    TableReader(MappedTable table, TenantScope scope) {
        this.table = table;
        this.rows = new RowReader(table, scope);
    }

    MappedTable table() {
        return table;
    }

    void truncate(Consumer<ChangeEvent> events) {
        events.accept(new ChangeEvent.Truncate(table.id()));
    }

    /** Reports that the log lacks changes of the table: the applier pauses it at this point. */
    void gap(String reason, Consumer<ChangeEvent> events) {
        String shown = reason.length() <= SHOWN ? reason : reason.substring(0, SHOWN) + "...";
        events.accept(new SchemaChanged(table.id(), shown, true));
    }

    void insert(LoggedTable described, BitSet logged, Serializable[] cells, Consumer<ChangeEvent> events) {
        LoggedShape seen = shape(described, events);
        RowImage after = seen.image(logged, cells, false);
        read("INSERT", after, () -> rows.insert(after), events);
    }

    void update(
            LoggedTable described,
            BitSet loggedBefore,
            Serializable[] cellsBefore,
            BitSet logged,
            Serializable[] cells,
            Consumer<ChangeEvent> events) {
        LoggedShape seen = shape(described, events);
        RowImage before = seen.image(loggedBefore, cellsBefore, true);
        RowImage after = seen.image(logged, cells, false);
        read(
                "UPDATE",
                before,
                () -> {
                    seen.requireKey(loggedBefore);
                    return rows.update(before, after);
                },
                events);
    }

    void delete(LoggedTable described, BitSet logged, Serializable[] cells, Consumer<ChangeEvent> events) {
        RowImage before = shape(described, events).image(logged, cells, true);
        read("DELETE", before, () -> rows.delete(before), events);
    }

    private void read(String operation, RowImage image, Change change, Consumer<ChangeEvent> events) {
        try {
            change.event().ifPresent(events);
        } catch (IllegalArgumentException e) {
            events.accept(new ChangeEvent.Unreadable(
                    table.id(),
                    rows.keyIfReadable(image),
                    "{\"op\":\"" + operation + "\"}",
                    String.valueOf(e.getMessage())));
        }
    }

    private interface Change {
        /** @throws IllegalArgumentException if it can't be read */
        Optional<ChangeEvent> event();
    }

    private LoggedShape shape(LoggedTable described, Consumer<ChangeEvent> events) {
        LoggedShape known = shape;
        if (known != null && known.described().equals(described)) {
            return known;
        }
        LoggedShape seen = LoggedShape.of(table, described);
        changed(known, seen).ifPresent(events);
        shape = seen;
        return seen;
    }

    /** @param before null for the first shape: its unmapped columns were left out on purpose */
    private Optional<SchemaChanged> changed(@Nullable LoggedShape before, LoggedShape after) {
        if (before != null) {
            return ShapeComparison.between(table, before.types(), after.types(), MySqlTypes::named);
        }
        List<String> incompatible = new ArrayList<>(after.unread().values());
        after.missing().forEach(name -> incompatible.add("mapped column " + name + " is gone"));
        return ShapeComparison.changed(table, incompatible, List.of());
    }
}
