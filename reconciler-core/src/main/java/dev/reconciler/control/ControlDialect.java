package dev.reconciler.control;

import java.util.Collection;

/**
 * The parts of SQL that differ between the engines of control databases. Everything else in the statements of the stores is SQL
 * that PostgreSQL, MySQL and MariaDB share, with reserved words in double quotes (the sessions of MySQL and MariaDB set
 * {@code ANSI_QUOTES}).
 *
 * <p>The number of rows that a statement reports counts rows that it inserted or changed. Some engines also
 * count a row that an UPDATE leaves with its values.
 */
public interface ControlDialect {
    /** The JSON value whose text the expression is: a parameter or a literal. */
    String json(String expression);

    /**
     * The condition that the expression equals one of the texts; it is false for every row if there are none.
     *
     * @param parameter the name of the condition's parameter; where it needs several, the beginning of their names
     */
    Condition isAnyText(String expression, String parameter, Collection<String> texts);

    /** As {@link #isAnyText}, for numbers. */
    Condition isAnyNumber(String expression, String parameter, Collection<Long> numbers);

    /** The digest of a text, in hex digits; different texts have different ones. */
    String digest(String expression);

    /** As {@link #isAnyText}, for the {@link #digest} of each text. */
    Condition isDigestOfAny(String expression, String parameter, Collection<String> texts);

    /** The condition that a row comes after a place in the order of two columns, from which an index on them can be read. */
    String isAfter(String first, String second, String firstParameter, String secondParameter);

    /** The number of microseconds from one time to another. */
    String microseconds(String from, String to);

    /** The fetch size of a query whose rows are read one by one; its connection runs no other statement meanwhile. */
    int streamFetchSize();

    /**
     * The end of an INSERT: an existing row with the same unique key is kept unchanged and is not counted. The statement waits
     * for another transaction that inserts the same key.
     *
     * @param uniqueKey the columns of the unique key, as its index has them; the first is a plain column
     */
    String skipExisting(String uniqueKey);

    /**
     * As {@link #skipExisting(String)}, for a key that is unique among the rows for which the condition holds.
     *
     * @param condition as the index has it; an engine without partial indexes has a nullable unique column instead
     */
    String skipExistingAmong(String uniqueKey, String condition);

    /** The end of an INSERT: an existing row with the same unique key gets the inserted values of the columns. */
    String replaceExisting(String uniqueKey, String... columns);

    /**
     * As {@link #replaceExisting}, if the condition holds for the existing row; that row is locked in either case.
     *
     * @param condition names the row's columns with their table. It must still hold after the first of the columns has changed,
     *     as MySQL evaluates it again for each column
     */
    String replaceExistingIf(String condition, String uniqueKey, String... columns);

    /** The statement after which the session's transactions are read-only. */
    String beginReadOnlySession();

    /** The statement that ends what {@link #beginReadOnlySession} began. */
    String endReadOnlySession();

    /**
     * The statement that waits for the lock {@code :name} of {@code :pipeline} and holds it until the transaction ends. It is a
     * row lock, which engines without transaction-scoped advisory locks also have.
     */
    default String lock() {
        return "INSERT INTO reconciler.named_lock (pipeline, name) VALUES (:pipeline, :name) "
                + replaceExistingIf("1 = 0", "pipeline, name", "name");
    }
}
