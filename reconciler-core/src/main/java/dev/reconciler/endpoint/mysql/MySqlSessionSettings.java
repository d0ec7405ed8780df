package dev.reconciler.endpoint.mysql;

/**
 * The statement with which every pooled session begins, so that no setting of the server or the account ends a session or a
 * statement early, hides rows, rejects writes, leaves out checks or makes tables without transactions. The values are the servers' defaults, except that
 * GROUP_CONCAT does not cut texts of up to 16 MiB, of which a rule would compare the beginnings. No privilege is needed.
 */
public final class MySqlSessionSettings {
    /** MariaDB skips comments of these versions of MySQL, and MySQL those with an M. */
    public static final String SQL = """
            SET SESSION wait_timeout = 28800, net_read_timeout = 30, net_write_timeout = 60, innodb_lock_wait_timeout = 50,
            sql_select_limit = 18446744073709551615, sql_big_selects = 1, sql_safe_updates = 0, sql_auto_is_null = 0,
            unique_checks = 1, foreign_key_checks = 1, completion_type = 'NO_CHAIN', default_storage_engine = 'InnoDB',
            group_concat_max_len = 16777216
            /*!50720 , max_execution_time = 0, transaction_read_only = 0 */
            /*M!100300 , max_statement_time = 0, tx_read_only = 0, idle_transaction_timeout = 0,
            idle_readonly_transaction_timeout = 0, idle_write_transaction_timeout = 0 */""";

    private MySqlSessionSettings() {}
}
