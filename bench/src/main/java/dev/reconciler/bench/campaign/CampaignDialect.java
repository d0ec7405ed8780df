package dev.reconciler.bench.campaign;

/**
 * The parts of the campaign's SQL that servers spell differently. Sessions on MySQL and MariaDB have {@code sql_mode ANSI}, so that the
 * rest is the same.
 */
interface CampaignDialect {
    /** Returns the schema in which the tables are. */
    String schema();

    /** Returns the type of a primary key that numbers the rows. */
    String numbered();

    /** Returns whether the log of a source holds the changes of children by a foreign key's cascade. */
    boolean logsCascades();

    /** Returns the end of the definition of a table that grows. */
    String placement();

    /** Returns the script that gives each written row of the source a version, and the daemon its rights. */
    String source();

    /** Returns the script that makes the target's witness, and gives the daemon its rights. */
    String target();

    /** Returns the script that gives the daemon its rights in the control database. */
    String control();

    /** Returns the SHA-256 of a text, in hex. */
    String hash(String expression);

    /** Returns the statement after which a session waits at most that long for a lock. */
    String lockTimeout(int seconds);

    /** Returns the statement that drops an index. */
    String dropIndex(String name, String table);

    /** Returns the table, of one row, by which the target knows where the stream began. */
    String streamBeginning();

    /** Returns whether a position of the checkpoint is at or after a position of the source's log. */
    boolean covers(String checkpoint, String written);
}
