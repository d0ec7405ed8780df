package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.read.QueryRefusedException;
import java.sql.SQLException;
import org.postgresql.core.Parser;

/**
 * One statement by construction. The driver sends each statement that it finds in a text by a Parse message of its own, and the
 * server rejects a Parse message that holds more than one command. So a text in which the driver finds one statement is one statement,
 * or is rejected as a whole: a text can't end the transaction that it runs in and continue.
 */
final class SingleStatement {
    private SingleStatement() {}

    /** @throws QueryRefusedException if the driver would send more than one statement */
    static BoundSql require(BoundSql sql) {
        try {
            int statements = Parser.parseJdbcSql(sql.toString(), true, true, true, false, true)
                    .size();
            if (statements != 1) {
                throw new QueryRefusedException(
                        "the query holds " + statements + " statements: write one query, without a semicolon", null);
            }
            return sql;
        } catch (SQLException e) {
            throw new QueryRefusedException("the query can't be read: " + e.getMessage(), e);
        }
    }
}
