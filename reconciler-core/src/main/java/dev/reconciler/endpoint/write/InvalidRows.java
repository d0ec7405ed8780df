package dev.reconciler.endpoint.write;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.Row;
import java.util.Collection;
import java.util.List;

/** Refuses rows for which a transform gave no valid value: to the server, the text of such a value is a text like any other. */
public final class InvalidRows {
    private InvalidRows() {}

    /** @throws WriteFailedException if one of the rows has an {@link InvalidValue} */
    public static void refuseRows(MappedTable table, Collection<Row> rows) {
        rows.forEach(row -> refuse(table, row));
    }

    /** @throws WriteFailedException as {@link #refuseRows} */
    public static void refuse(MappedTable table, Collection<? extends KeyedWrite> writes) {
        writes.forEach(write -> rows(write).forEach(row -> refuse(table, row)));
    }

    private static List<Row> rows(KeyedWrite write) {
        return write.accept(new KeyedWrite.Visitor<List<Row>, RuntimeException>() {
            @Override
            public List<Row> upsert(KeyedWrite.Upsert upsert) {
                return List.of(upsert.row());
            }

            @Override
            public List<Row> update(KeyedWrite.Update update) {
                return List.of(update.row());
            }

            @Override
            public List<Row> move(KeyedWrite.Move move) {
                return List.of(move.row());
            }

            @Override
            public List<Row> delete(KeyedWrite.Delete delete) {
                return List.of();
            }
        });
    }

    private static void refuse(MappedTable table, Row row) {
        for (int i = 0; i < table.columns().size(); i++) {
            String value = row.value(i);
            if (value != null && InvalidValue.is(value)) {
                IllegalArgumentException cause = new IllegalArgumentException(
                        "target column " + table.columns().get(i).target().name() + ": "
                                + InvalidValue.read(value).reason());
                throw new WriteFailedException(
                        WriteFailedException.Kind.DATA,
                        Violation.OTHER,
                        "",
                        "target: writing " + table.id() + ": the transform of " + cause.getMessage()
                                + ": correct the source's value, or the mapping",
                        cause);
            }
        }
    }
}
