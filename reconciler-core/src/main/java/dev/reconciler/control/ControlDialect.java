package dev.reconciler.control;

import java.util.Collection;

/**
 * The parts of SQL that differ between the engines of control databases. Everything else in the statements of the stores is SQL
 * that PostgreSQL, MySQL and MariaDB share, with reserved words in double quotes (the sessions of MySQL and MariaDB set
 * {@code ANSI_QUOTES}).
 *
 * <p>The number of rows that a statement reports counts rows that it inserted or changed.
 */
public interface ControlDialect {
    /** The JSON value whose text the expression is: a parameter or a literal. */
    String json(String expression);

    /**
     * The condition that the expression equals one of the values of a parameter, which is bound to {@link #texts} or
     * {@link #numbers}; it holds for no row if there are none.
     */
    String isAnyOf(String expression, String parameter);

    /** A table {@code given} of one column {@code value} for a FROM clause: the values of a parameter that is bound to {@link #texts}. */
    String given(String parameter);

    /** The value to bind to a parameter that holds several texts. */
    Object texts(Collection<String> values);

    /** The value to bind to a parameter that holds several numbers. */
    Object numbers(Collection<Long> values);

    /**
     * The end of an INSERT: an existing row with the same unique key is kept unchanged and is not counted. The statement waits
     * for another transaction that inserts the same key.
     *
     * @param uniqueKey the columns of the unique key, as its index has them
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

    /**
     * The statement that waits for the lock {@code :name} of {@code :pipeline} and holds it until the transaction ends. It is a
     * row lock, which engines without transaction-scoped advisory locks also have.
     */
    default String lock() {
        return "INSERT INTO reconciler.named_lock (pipeline, name) VALUES (:pipeline, :name) "
                + replaceExistingIf("1 = 0", "pipeline, name", "name");
    }
}
