package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.mapping.RowFilter.Condition;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one statement on a table, in the order of its parameters. */
final class Parameters {
    private final TableSql sql;
    private final List<Parameter> parameters = new ArrayList<>();

    private record Parameter(MySqlValues column, @Nullable String text) {}

    Parameters(TableSql sql) {
        this.sql = sql;
    }

    /** For {@link TableSql#sameKey}. */
    Parameters key(RowKey key) {
        for (int times = sql.hasTextKey() ? 2 : 1; times > 0; times--) {
            parts(key);
        }
        return this;
    }

    /** For {@link TableSql#oneOfKeys}. */
    Parameters keys(List<RowKey> keys) {
        if (sql.isKeyOfOneColumn()) {
            for (int times = sql.hasTextKey() ? 2 : 1; times > 0; times--) {
                keys.forEach(this::parts);
            }
        } else {
            keys.forEach(this::key);
        }
        return this;
    }

    private void parts(RowKey key) {
        for (int k = 0; k < key.parts().size(); k++) {
            int index = sql.table().key().get(k);
            add(index, sql.type(index).literal(key.parts().get(k)));
        }
        for (Condition constant : sql.table().slice().conditions()) {
            int index = sql.table().indexOf(constant.column().name());
            add(index, sql.type(index).literal(constant.values().get(0)));
        }
    }

    Parameters row(Row row, List<Integer> columns) {
        columns.forEach(index -> add(index, row.value(index)));
        return this;
    }

    private void add(int index, @Nullable String text) {
        parameters.add(new Parameter(sql.values(index), text));
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            parameter.column().bind(statement, i + 1, parameter.text());
        }
    }
}
