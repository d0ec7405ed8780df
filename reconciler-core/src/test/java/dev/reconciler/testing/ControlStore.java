package dev.reconciler.testing;

import dev.reconciler.audit.internal.JdbiAuditLog;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.discrepancy.internal.JdbiDiscrepancies;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.control.MySqlControlDialect;
import dev.reconciler.endpoint.postgres.control.PostgresControlDialect;
import dev.reconciler.endpoint.postgres.write.ControlSchema;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlControlDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** A fresh control store in a database of its own, with a clock that tests drive. */
public final class ControlStore {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    public static final ControlDialect DIALECT = new PostgresControlDialect();

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final DataSource dataSource;
    private final String database;
    private final ControlDialect dialect;
    private final Jdbi jdbi;
    private final JdbiAuditLog audit;
    private final JdbiDiscrepancies discrepancies;

    /** In a database of PostgreSQL. */
    public ControlStore() {
        this(PostgresCluster.shared().createDatabase("control", Template.DATABASE), false);
    }

    /** In a database of PostgreSQL that exists. */
    public ControlStore(String database) {
        this(database, true);
    }

    private ControlStore(String database, boolean migrate) {
        this(dataSource(database), database, DIALECT);
        if (migrate) {
            ControlSchema.migrate(dataSource);
        }
    }

    private ControlStore(DataSource dataSource, String database, ControlDialect dialect) {
        this.dataSource = dataSource;
        this.database = database;
        this.dialect = dialect;
        jdbi = Jdbi.create(dataSource);
        audit = new JdbiAuditLog(jdbi, dialect, clock());
        discrepancies = new JdbiDiscrepancies(jdbi, dialect, audit, clock());
    }

    /** In the one control database of a MySQL or MariaDB server; it is empty, and so is that of an earlier call now. */
    public static ControlStore of(Flavor flavor) {
        return new ControlStore(
                MySqlControlDatabase.empty(flavor),
                MySqlControlDatabase.NAME,
                new MySqlControlDialect(MySqlKind.valueOf(flavor.name())));
    }

    /** Is migrated once; a copy of it takes a tenth of the time. */
    private static final class Template {
        static final String DATABASE = PostgresCluster.shared().createDatabase("control_template");

        static {
            ControlSchema.migrate(dataSource(DATABASE));
        }
    }

    private static PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(PostgresCluster.shared().jdbcUrl(database));
        dataSource.setUser(PostgresCluster.shared().user());
        dataSource.setPassword(PostgresCluster.shared().password());
        return dataSource;
    }

    public InstantSource clock() {
        return now::get;
    }

    public void tick(Duration by) {
        now.updateAndGet(before -> before.plus(by));
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public String database() {
        return database;
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public ControlDialect dialect() {
        return dialect;
    }

    public JdbiAuditLog audit() {
        return audit;
    }

    public JdbiDiscrepancies discrepancies() {
        return discrepancies;
    }
}
