package dev.reconciler.endpoint.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SQL with its bound values, built piece by piece. Values are bound as {@link Sql} binds them. */
public final class BoundSql {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    public BoundSql add(String sql, Object... bound) {
        text.append(sql);
        values.addAll(List.of(bound));
        return this;
    }

    public BoundSql add(BoundSql more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    public PreparedStatement prepare(Connection connection) throws SQLException {
        return Sql.prepare(connection, text.toString(), values.toArray());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
