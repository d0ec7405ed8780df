package dev.reconciler.endpoint.engine;

import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.catalog.CatalogReader;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Inspects a server for {@code check} before a pipeline starts. Only reads; reports each obstacle to running the pipeline, with
 * the statement that repairs it.
 *
 * <p>Each method throws {@link dev.reconciler.endpoint.read.ReadFailedException} if the server can't be read.
 */
public interface ServerInspection extends AutoCloseable {
    SchemaReader schema();

    /** Reads the catalog with every detail. */
    CatalogReader catalog();

    /**
     * Runs a query that counts rows, and stops it after the limit. A server that does not answer is a result, not an error.
     */
    CountedRows count(String sql, Duration limit);

    /** Asks the server for the digests of known values. */
    DigestProbe digests();

    /** Identifies the server, without the database; empty if the role may not see it. */
    String server();

    /** Returns whether this is the same database of the same server; false if that can't be determined. */
    boolean isSameDatabase(ServerInspection other);

    /**
     * Reports a connection that does not keep one session (a transaction pooler); returns whether further checks are possible.
     */
    boolean isDirect(CheckReport report);

    /** Checks the settings of the role's sessions, and that the server allows enough of them. */
    void sessions(SessionDemand demand, CheckReport report);

    /** Checks that the server can be streamed and read as a source. */
    void source(SourceDemand demand, CheckReport report);

    /** Checks that the server can be read and written as a target. */
    void target(TargetDemand demand, CheckReport report);

    /** Checks that the database can hold the control tables. */
    void control(CheckReport report);

    /** The position before everything in a source's log. */
    Position origin();

    /** The record that this target has of the stream of that name from that source. */
    StreamRecord streamRecord(String pipeline, ServerInspection source, String stream);

    /** Checks that users' queries can run under the role, and that the role can only read. */
    void queryUser(String role, List<TableRef> tables, CheckReport report);

    /** Checks the rights on the source's tables. */
    void sourceTables(SourceDemand demand, Set<TableRef> existing, CheckReport report);

    /** Checks the rights on the target's tables, and triggers and rules that would change the pipeline's writes. */
    void targetTables(TargetDemand demand, Set<TableRef> existing, CheckReport report);

    /** Checks that the stream identifies the rows of the table's updates and deletes. */
    void streamedKey(TableSchema table, List<String> key, CheckReport report);

    /** Reports columns of the mapping's target that a stream from the target lacks. */
    void streamedColumns(MappedTable table, CheckReport report);

    /**
     * Checks that chunks of a table with a text key can be read in the key's order.
     *
     * @param fixed columns with one value in all rows of the mapping
     */
    void textKey(TableRef table, List<String> fixed, List<String> key, CheckReport report);

    /** Reports columns of the targets that can't be written as the mappings require. */
    void writtenColumns(List<MappedTable> tables, Set<TableRef> existing, CheckReport report);

    /** Reports time zones that the server must know to compute the mapping, and does not. */
    void zones(Set<ZoneId> zones, CheckReport report);

    /**
     * Reports tables whose publication would make the applications' statements fail, except those that {@link #streamedKey} has
     * reported.
     */
    void published(StreamNames stream, Collection<TableRef> tables, CheckReport report);

    @Override
    void close();
}
