package dev.reconciler.endpoint.engine;

import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A server as {@code check} sees it before a pipeline starts. Only reads; reports whatever would keep the pipeline from running, with the
 * statement that repairs it.
 *
 * <p>Each method throws {@link dev.reconciler.endpoint.read.ReadFailedException} if the server can't be read.
 */
public interface ServerInspection extends AutoCloseable {
    SchemaReader schema();

    /** Asks the server for the digests of known values. */
    DigestProbe digests();

    /** Identifies the server, but for the database; empty if the role may not see it. */
    String server();

    /** Whether this is the same database of the same server; false if that can't be told. */
    boolean isSameDatabase(ServerInspection other);

    /** Reports a connection whose statements lose their session; returns whether anything else can be asked. */
    boolean isDirect(CheckReport report);

    /** What sessions of the role are like, and whether the server has enough of them. */
    void sessions(SessionDemand demand, CheckReport report);

    /** Whether the server can be streamed and read as a source. */
    void source(SourceDemand demand, CheckReport report);

    /** Whether the server can be read and written as a target. */
    void target(TargetDemand demand, CheckReport report);

    /** Whether the database can hold the control tables. */
    void control(CheckReport report);

    /** Of the stream of that name from that server, as {@link #server} names it. */
    StreamRecord streamRecord(String pipeline, String server, String stream);

    /** Whether users' queries can run under the role, and whether it can do nothing but read. */
    void queryUser(String role, List<TableRef> tables, CheckReport report);

    /** Rights on the source's tables. */
    void sourceTables(SourceDemand demand, Set<TableRef> existing, CheckReport report);

    /** Rights on the target's tables, and what would change the pipeline's writes. */
    void targetTables(TargetDemand demand, Set<TableRef> existing, CheckReport report);

    /** Whether updates and deletes of the table can be told apart in the stream. */
    void streamedKey(TableSchema table, List<String> key, CheckReport report);

    /** Columns of the mapping's target that a stream from there lacks. */
    void streamedColumns(MappedTable table, CheckReport report);

    /** Whether chunks of a table with a text key can be read in the key's order. */
    void textKey(TableRef table, List<String> key, CheckReport report);

    /** Columns of the targets that can't be written as the mappings ask. */
    void writtenColumns(List<MappedTable> tables, Set<TableRef> existing, CheckReport report);

    /** Tables that can't be in the stream without failing the applications' statements; those that {@link #streamedKey} refused aside. */
    void published(StreamNames stream, Collection<TableRef> tables, CheckReport report);

    @Override
    void close();
}
