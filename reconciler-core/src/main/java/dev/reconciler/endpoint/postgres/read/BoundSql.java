package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SQL with its bound values, built piece by piece. A list is bound as one text array. */
final class BoundSql {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    BoundSql add(String sql, Object... bound) {
        text.append(sql);
        values.addAll(List.of(bound));
        return this;
    }

    BoundSql add(BoundSql more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        return Sql.prepare(connection, text.toString(), values.toArray());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
