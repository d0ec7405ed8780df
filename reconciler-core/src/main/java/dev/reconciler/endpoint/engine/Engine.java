package dev.reconciler.endpoint.engine;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.control.ControlDialect;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.CountSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A kind of database server that a pipeline can have as source, target or control database. Found by {@link ServiceLoader}. */
public interface Engine {
    /** The engine's name. */
    String kind();

    /** The schemes of the URLs by which the configuration names a database of this engine; the preferred one first. */
    List<String> schemes();

    /** The schema of a table whose name has none, on a connection to this database. */
    String defaultSchema(String database);

    /** The port of a server whose configuration names none. */
    int defaultPort();

    /**
     * Opens a pool that connects on demand. Its sessions print every value in the text form of {@code row}.
     *
     * @param applicationName the session's application name on the server
     * @param size connections at most
     */
    HikariDataSource pool(DatabaseLogin login, String applicationName, int size);

    /**
     * As {@link #pool}, with the sessions that the statements of control tables need: those of the control database, and of the
     * pipeline's records in the target.
     */
    default HikariDataSource controlPool(DatabaseLogin login, String applicationName, int size) {
        return pool(login, applicationName, size);
    }

    /** Returns whether the sessions of {@link #pool} are those of {@link #controlPool}, so that one pool serves both. */
    default boolean hasOneKindOfSession() {
        return true;
    }

    /** @param database a pool of this engine */
    SourceEndpoint source(DataSource database, SourceSettings settings);

    /** @param database a pool of this engine */
    TargetEndpoint target(DataSource database, TargetSettings settings);

    /** @param database a pool of this engine; a pipeline's target or its control database */
    PipelineTables tables(DataSource database, String pipeline);

    /** The SQL dialect of this engine's control tables. */
    ControlDialect dialect();

    /** Queries that count the rows of this engine which a difference of schemas concerns. */
    CountSql countSql();

    /** Statements that change definitions of this engine. */
    ChangeSql changeSql();

    /** Creates the tables of a control database, or brings them up to date. Safe to call from several processes at once. */
    void migrateControl(DataSource database);

    /**
     * Connects for a check, on one connection that stays open.
     *
     * @param noun the database's role in the pipeline: {@code source}, {@code target} or {@code control}
     * @throws ConnectionRefusedException with the server's message and the fix
     */
    ServerInspection inspect(DatabaseLogin login, String noun) throws ConnectionRefusedException;

    /** The remedy for a statement that the server refused; empty if the refusal is not one of this engine's. */
    Optional<Remedy> remedy(SQLException refused);

    /** Every engine that is installed. */
    static List<Engine> all() {
        return ServiceLoader.load(Engine.class, Engine.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The engine whose URLs have this scheme. */
    static Optional<Engine> ofScheme(String scheme) {
        return all().stream()
                .filter(engine -> engine.schemes().contains(scheme))
                .findFirst();
    }

    /** @throws IllegalArgumentException if no engine of this kind is installed; the message names the installed ones */
    static Engine of(String kind) {
        List<Engine> all = all();
        return all.stream()
                .filter(engine -> engine.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine '" + kind + "'; installed: "
                        + all.stream().map(Engine::kind).collect(Collectors.joining(", "))));
    }
}
