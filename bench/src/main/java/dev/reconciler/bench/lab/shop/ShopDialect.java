package dev.reconciler.bench.lab.shop;

import dev.reconciler.schema.TableRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the shop's SQL that the servers spell differently. Sessions of the lab on MySQL and MariaDB have {@code sql_mode ANSI}
 * and UTC as their zone, so that quotes, {@code ||} and times are the same everywhere.
 */
public interface ShopDialect {
    /** The dialect of the server at the other end. */
    static ShopDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresDialect();
            // The driver's name for MariaDB, too.
            case "MySQL" -> new MySqlDialect();
            default -> throw new IllegalArgumentException("the shop has no SQL for " + product);
        };
    }

    /** The script that creates the source's empty tables. */
    String sourceTables();

    /** The script that creates the target's empty tables. */
    String targetTables();

    /**
     * The script's tables, if the other side is on a server that lacks a type: a key can be compared only with one of the same type,
     * and a list with one.
     */
    String withoutOwnTypes(String tables);

    /** A table's name in a statement; the source's schema {@code public} is the session's own. */
    String table(TableRef table);

    /** Binds a value whose type follows from its place in the statement. */
    void bind(PreparedStatement statement, int place, @Nullable String text) throws SQLException;

    /** A boolean column in the text that PostgreSQL prints. */
    String flag(String column);

    /** A column of bytes in the text that PostgreSQL prints. */
    String bytes(String column);

    /** A list of texts in the text that PostgreSQL prints. */
    String list(String column);

    /** A column of times in the text that PostgreSQL prints in UTC. */
    String time(String column);

    /** The statements after which a session prints values in the same form as any other of its kind of server. */
    String sameText();

    /** The expression as text that is compared and ordered by its bytes. */
    String text(String expression);

    /** The condition that a key column has the value that is bound, as text. */
    String hasKey(String column);

    /** The clause between the columns and the rows of an INSERT by which generated keys may be given. */
    String withGivenKeys();

    /** The end of an INSERT by which it changes the row that has its key already. */
    String orUpdate(List<String> key, List<String> others);

    /** The statement after which this transaction's foreign keys are checked when it commits, or not at all. */
    String deferForeignKeys();

    /** The statement after which this session's foreign keys are not checked until its transaction ends, or longer. */
    String ignoreForeignKeys();

    /** The value to bind for a column of either side, from PostgreSQL's text form. */
    @Nullable
    Object bound(String column, @Nullable String text);

    /** Assigns a JSON document the member, a text. */
    String withMember(String column, String name, String text);

    /** Assigns a list of texts one more element, perhaps NULL. */
    String withElement(String column, @Nullable String text);

    /** Assigns bytes, or NULL, one more zero byte. */
    String withByte(String column);

    /** Assigns a time that is one unit later, such as {@code microsecond}, by so many units. */
    String later(String column, int units, String unit);

    /** The expression's day in UTC. */
    String day(String expression);
}
