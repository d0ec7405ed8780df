package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.ByteArrayEventData;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.MariadbGtidEventData;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.XAPrepareEventData;
import dev.reconciler.cdc.capture.TransactionSink;
import dev.reconciler.cdc.capture.spill.EventBuffer;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.mysql.position.AnonymousTransaction;
import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.Gtid;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import dev.reconciler.endpoint.mysql.position.Gtids;
import dev.reconciler.endpoint.mysql.position.MariaDbGtid;
import dev.reconciler.endpoint.mysql.position.MariaDbGtidPosition;
import dev.reconciler.endpoint.mysql.position.MariaDbTransaction;
import dev.reconciler.endpoint.mysql.position.MySqlTransaction;
import dev.reconciler.endpoint.mysql.read.LogSource;
import dev.reconciler.endpoint.mysql.read.UnloggedCascades;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.position.TransactionId;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Assembles whole transactions from the events of a log, in which they stand one after the other in commit order. Each is a group: its
 * GTID, or its lack of one, and then either one statement, or a beginning, changes, and XID or COMMIT. The end of the group is the transaction's position.
 *
 * <p>A change that the log holds in a form without rows is reported as a gap of each table that it may touch ({@link
 * TableReader#gap}); an event of an unknown type stops the stream. Nothing is skipped:
 *
 * <ul>
 *   <li>statements that change rows (statement format) name no rows: a gap of every mapped table, whatever table the statement
 *       names, as its triggers, cascades and procedures write to other tables;
 *   <li>partial updates of documents ({@code binlog_row_value_options}) can't be read;
 *   <li>rows of a prepared XA transaction stand in the log before it is decided, and its decision does not name them. On the target, whose
 *       record must hold every change by the place where it becomes visible, the decision is a gap, too;
 *   <li>after ROLLBACK TO SAVEPOINT the log does not tell which of the rows before it remain;
 *   <li>DROP, RENAME and the partitions' statements move rows without logging them;
 *   <li>a change of a parent's row whose foreign keys change rows of its children ({@link UnloggedCascades}).
 * </ul>
 */
final class TransactionAssembler {
    private static final int IGNORABLE = 0x80;
    private static final int STANDALONE = 1;
    /** Of the group that only moves the position: no transaction. */
    private static final TransactionId NO_TRANSACTION = new TransactionId("-");

    private final Map<TableRef, List<TableReader>> readers = new HashMap<>();
    private final LogSource source;
    private final Supplier<UnloggedCascades> presentCascades;
    private final EventBuffer buffer;
    private final Consumer<ChangeEvent> events;
    private final TransactionSink sink;
    private final Map<Long, LoggedTable> tables = new HashMap<>();
    private final Set<TableReader> touched = new LinkedHashSet<>();
    private final Set<TableReader> unnamed = new LinkedHashSet<>();
    private final Set<TableReader> cascaded = new LinkedHashSet<>();
    private UnloggedCascades cascades;
    private Gtids gtids;
    private BinlogPosition last;
    private Instant lastCommit = Instant.EPOCH;
    private @Nullable String file;
    private long offset;
    private @Nullable Group group;

    /**
     * A transaction in progress.
     *
     * @param after the GTIDs with its own
     * @param id by its end
     * @param several true if it does not end with its first statement
     */
    private record Group(
            Gtids after,
            BiFunction<BinlogCoordinate, String, TransactionId> id,
            @Nullable Instant committedAt,
            boolean several) {
        Group begun() {
            return new Group(after, id, committedAt, true);
        }
    }

    /**
     * @param from the position to continue
     * @param presentCascades the foreign keys of the moment, after the log shows that one was added
     */
    TransactionAssembler(
            Collection<MappedTable> mapped,
            TenantScope scope,
            BinlogPosition from,
            LogSource source,
            Supplier<UnloggedCascades> presentCascades,
            EventBuffer buffer,
            TransactionSink sink) {
        for (MappedTable table : mapped) {
            readers.computeIfAbsent(table.source(), name -> new ArrayList<>()).add(new TableReader(table, scope));
        }
        this.gtids = from.gtids();
        this.last = from;
        this.source = source;
        this.cascades = source.cascades();
        this.presentCascades = presentCascades;
        this.buffer = buffer;
        this.events = buffer::add;
        this.sink = sink;
    }

    /**
     * Takes the log's next event; blocks while the sink is full.
     *
     * @throws StreamRefusedException if it can't be read, and must not be skipped
     */
    void take(Event event) throws InterruptedException {
        EventHeaderV4 header = event.getHeader();
        switch (header.getEventType()) {
            case ROTATE -> rotate(event.getData());
            case HEARTBEAT -> heartbeat(header.getNextPosition());
            case GTID -> begin(group((GtidEventData) event.getData()));
            case MARIADB_GTID -> begin(group(header.getServerId(), event.getData()));
            case QUERY -> statement(event.getData(), header);
            case XID -> commit(header);
            case XA_PREPARE -> prepare(event.getData(), header);
            case TABLE_MAP -> describe(event.getData());
            case WRITE_ROWS, EXT_WRITE_ROWS -> inserted(event.getData());
            case UPDATE_ROWS, EXT_UPDATE_ROWS -> updated(event.getData());
            case DELETE_ROWS, EXT_DELETE_ROWS -> deleted(event.getData());
            case PARTIAL_UPDATE_ROWS_EVENT -> partial(event.getData());
            case EXECUTE_LOAD_QUERY -> gap("LOAD DATA in statement format");
            case INCIDENT -> gap("the server reports that its log lacks events");
            case FORMAT_DESCRIPTION, PREVIOUS_GTIDS, MARIADB_GTID_LIST, BINLOG_CHECKPOINT, STOP -> {} // hold no changes
            case INTVAR, RAND, USER_VAR, BEGIN_LOAD_QUERY, APPEND_BLOCK -> {} // parts of a statement that follows
            case ROWS_QUERY, ANNOTATE_ROWS, IGNORABLE, TRANSACTION_CONTEXT, VIEW_CHANGE -> {} // comments
            case ANONYMOUS_GTID -> begin(anonymous(event.getData()));
            default -> {
                if ((header.getFlags() & IGNORABLE) == 0) {
                    throw unreadable(header);
                }
            }
        }
    }

    private String noun() {
        return source.side().noun();
    }

    /** The last step of a remedy; a stream from the target is replaced by itself. */
    private String resync() {
        return source.side() == Side.SOURCE ? ", then run `serve --resync`" : "";
    }

    private StreamRefusedException unreadable(EventHeaderV4 header) {
        return new StreamRefusedException(
                "the " + noun() + "'s log has an event of the type " + header.getEventType() + " at "
                        + file + ":" + (header.getNextPosition() - header.getEventLength())
                        + ", which can't be read: find the setting that produces it (tagged GTIDs, log_bin_compress), and turn it"
                        + " off" + resync());
    }

    private void rotate(RotateEventData rotation) {
        file = rotation.getBinlogFilename();
        offset = rotation.getBinlogPosition();
        tables.clear();
    }

    /**
     * Sent when nothing else is: everything up to this place was sent. The log may end without a transaction. Places before the last
     * position come while the server passes over transactions that were received before.
     */
    private void heartbeat(long place) throws InterruptedException {
        if (group != null || place == 0) {
            return;
        }
        BinlogPosition reached = position(coordinate(place));
        if (!last.covers(reached)) {
            last = reached;
            sink.accept(new SourceTransaction(NO_TRANSACTION, reached, lastCommit, 0, List.of(), () -> {}));
        }
    }

    // Groups

    private void begin(Group next) {
        if (group != null) {
            throw new IllegalStateException(
                    "a transaction is in progress at " + file + ":" + offset + ", but another one begins");
        }
        touched.clear();
        unnamed.clear();
        cascaded.clear();
        group = next;
    }

    private Group group(GtidEventData event) {
        Gtid gtid = Gtid.parse(event.getMySqlGtid().toString());
        // A stream that began without GTIDs resumes by place: of the transactions before, it knows none.
        return new Group(
                gtids.isEmpty() ? gtids : ((GtidSet) gtids).with(gtid),
                (end, xid) -> new MySqlTransaction(gtid, xid).id(),
                committedAt(event),
                false);
    }

    private Group anonymous(GtidEventData event) {
        if (source.side() == Side.TARGET || !gtids.isEmpty()) {
            throw new StreamRefusedException(
                    "the " + noun() + "'s log has transactions without GTIDs, but the stream resumes"
                            + " by GTIDs: set gtid_mode=ON and enforce_gtid_consistency=ON" + resync());
        }
        return new Group(
                gtids,
                (end, xid) -> new AnonymousTransaction(source.identity(), end, xid).id(),
                committedAt(event),
                false);
    }

    private static @Nullable Instant committedAt(GtidEventData event) {
        long micros = event.getImmediateCommitTimestamp();
        return micros == 0 ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private Group group(long serverId, MariadbGtidEventData event) {
        MariaDbGtid gtid = new MariaDbGtid(event.getDomainId(), serverId, event.getSequence());
        return new Group(
                ((MariaDbGtidPosition) gtids).with(gtid),
                (end, xid) -> new MariaDbTransaction(gtid, end, xid).id(),
                null,
                (event.getFlags() & STANDALONE) == 0);
    }

    private void commit(EventHeaderV4 header) throws InterruptedException {
        Group ended = current();
        group = null;
        gtids = ended.after();
        offset = header.getNextPosition();
        BinlogCoordinate end = coordinate(offset);
        lastCommit = ended.committedAt() == null ? Instant.ofEpochMilli(header.getTimestamp()) : ended.committedAt();
        EventBuffer.Taken taken = buffer.take();
        last = position(end);
        SourceTransaction transaction = new SourceTransaction(
                ended.id().apply(end, ""), last, lastCommit, taken.size(), taken.events(), taken.release());
        boolean handedOver = false;
        try {
            sink.accept(transaction);
            handedOver = true;
        } finally {
            if (!handedOver) {
                taken.release().run();
            }
        }
    }

    private Group current() {
        Group open = group;
        if (open == null) {
            throw new IllegalStateException("an event outside a transaction after " + file + ":" + offset);
        }
        return open;
    }

    private BinlogPosition position(BinlogCoordinate end) {
        return new BinlogPosition(source.identity(), end, gtids);
    }

    private BinlogCoordinate coordinate(long position) {
        if (file == null) {
            throw new IllegalStateException("the log's file is not known");
        }
        return new BinlogCoordinate(file, position);
    }

    /** Rows of a transaction in one phase are committed here; those of a prepared one may be rolled back, or committed much later. */
    private void prepare(XAPrepareEventData prepared, EventHeaderV4 header) throws InterruptedException {
        if (!prepared.isOnePhase()) {
            buffer.clear();
            touched.forEach(reader -> reader.gap("an XA transaction changed rows", events));
        }
        commit(header);
    }

    // Statements

    private void statement(QueryEventData query, EventHeaderV4 header) throws InterruptedException {
        Group open = current();
        LoggedStatement statement = LoggedStatement.of(query.getSql(), query.getDatabase());
        if (statement.mayAddForeignKey()) {
            // Those of before stay: the rows that follow may be older than a key's removal.
            cascades = cascades.and(presentCascades.get());
        }
        switch (statement.kind()) {
            case BEGIN, XA_START -> group = open.begun();
            case SAVEPOINT, XA_END -> {} // no changes
            case COMMIT -> commit(header);
            case XA_OUTCOME -> {
                if (source.side() == Side.TARGET) {
                    gap("an XA transaction ended, whose rows the log holds at an earlier place");
                }
                commit(header);
            }
            case ROLLBACK -> {
                rolledBack();
                commit(header);
            }
            case ROLLBACK_TO -> rolledBack();
            case CHANGE_ROWS -> {
                gap("logged as a statement (binlog_format must be ROW in every session of the " + noun() + "): "
                        + statement.text());
                endStandalone(open, header);
            }
            case TRUNCATE -> {
                named(statement).forEach(reader -> reader.truncate(events));
                endStandalone(open, header);
            }
            case REWRITE, DROP_DATABASE -> {
                named(statement).forEach(reader -> reader.gap(statement.text(), events));
                endStandalone(open, header);
            }
            case OTHER -> endStandalone(open, header);
        }
    }

    private void endStandalone(Group open, EventHeaderV4 header) throws InterruptedException {
        if (!open.several()) {
            commit(header);
        }
    }

    private void rolledBack() {
        touched.forEach(reader -> reader.gap("a part of a transaction was rolled back after it was logged", events));
    }

    private List<TableReader> named(LoggedStatement statement) {
        return readers.entrySet().stream()
                .filter(entry -> statement.names(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    /** A gap of every mapped table. */
    private void gap(String reason) {
        readers.values().forEach(mapped -> mapped.forEach(reader -> reader.gap(reason, events)));
    }

    // Rows

    private void describe(TableMapEventData map) {
        TableRef name = LoggedTable.nameOf(map);
        if (readers.containsKey(name) || cascades.hasParent(name)) {
            tables.put(map.getTableId(), LoggedTable.of(map, source.charsets()));
        } else {
            tables.remove(map.getTableId());
        }
    }

    private void inserted(WriteRowsEventData rows) {
        read(rows.getTableId(), (table, reader) -> {
            for (Serializable[] cells : rows.getRows()) {
                reader.insert(table, rows.getIncludedColumns(), cells, events);
            }
        });
    }

    private void updated(UpdateRowsEventData rows) {
        read(rows.getTableId(), (table, reader) -> {
            for (Map.Entry<Serializable[], Serializable[]> cells : rows.getRows()) {
                reader.update(
                        table,
                        rows.getIncludedColumnsBeforeUpdate(),
                        cells.getKey(),
                        rows.getIncludedColumns(),
                        cells.getValue(),
                        events);
            }
        });
        LoggedTable table = tables.get(rows.getTableId());
        if (table != null && cascades.hasParent(table.name())) {
            ChangedColumns changed = ChangedColumns.of(table, rows);
            cascade(cascades.byUpdate(table.name(), changed::contains));
        }
    }

    private void deleted(DeleteRowsEventData rows) {
        read(rows.getTableId(), (table, reader) -> {
            for (Serializable[] cells : rows.getRows()) {
                reader.delete(table, rows.getIncludedColumns(), cells, events);
            }
        });
        LoggedTable table = tables.get(rows.getTableId());
        if (table != null) {
            cascade(cascades.byDelete(table.name()));
        }
    }

    private void cascade(List<UnloggedCascades.Cascade> keys) {
        for (UnloggedCascades.Cascade key : keys) {
            for (TableReader reader : readers.getOrDefault(key.child(), List.of())) {
                if (cascaded.add(reader)) {
                    reader.gap("rows changed by " + key + ", which the log lacks", events);
                }
            }
        }
    }

    private void partial(ByteArrayEventData data) {
        long id = 0;
        for (int i = 5; i >= 0; i--) {
            id = id << 8 | data.getData()[i] & 0xFF;
        }
        read(
                id,
                (table, reader) -> reader.gap(
                        "a partial update of a document was logged (binlog_row_value_options must be empty in every"
                                + " session of the " + noun() + ")",
                        events));
    }

    private interface Rows {
        void read(LoggedTable table, TableReader reader);
    }

    private void read(long tableId, Rows rows) {
        current();
        LoggedTable table = tables.get(tableId);
        if (table == null) {
            return; // not mapped
        }
        for (TableReader reader : readers.getOrDefault(table.name(), List.of())) {
            touched.add(reader);
            if (!table.columns().isEmpty()) {
                rows.read(table, reader);
            } else if (unnamed.add(reader)) {
                reader.gap(
                        "the log lacks the columns' names (SET GLOBAL binlog_row_metadata=FULL on the " + noun() + ")",
                        events);
            }
        }
    }

    /** Discards an unfinished transaction: it is delivered again after a restart. */
    void close() {
        buffer.clear();
    }
}
