package dev.reconciler.types;

import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.write.KeyedWrite;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.endpoint.write.WriteFailedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.PairOfTypes;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves each value of each {@link Sample} from one server to another as the daemon does, and reads it on both sides. Each row holds one
 * value and is NULL in all other columns, so its hash is that of the value, and one reading of the table tells about every value.
 */
final class PairContract {
    private static final TenantScope ALL = TenantScope.all();
    private static int tables;

    private final PairOfServers servers;
    private final TypedDatabase source;
    private final TypedDatabase target;
    private final List<Sample> samples;
    private final Map<Integer, String> refused = new TreeMap<>();
    private final Map<Integer, List<String>> announced = new TreeMap<>();
    private final Map<Integer, List<String>> failures = new TreeMap<>();
    private final Map<Integer, Integer> rejections = new TreeMap<>();
    private final List<Cell> cells = new ArrayList<>();
    private int ids;

    /** A row of the source table. @param index among the values of its sample; -1 for a value that the target must reject */
    private record Cell(int id, int sample, int index, String value) {
        RowKey key() {
            return RowKey.of(Integer.toString(id));
        }
    }

    PairContract(PairOfServers servers, TypedDatabase source, TypedDatabase target) {
        this.servers = servers;
        this.source = source;
        this.target = target;
        this.samples = Sample.of(servers);
    }

    /** The outcome of each line, in the order of the samples. */
    Map<String, Outcome> run() throws SQLException {
        int number = ++tables;
        TableRef from = source.create(
                "source" + number, samples.stream().map(Sample::from).toList());
        TableRef to = target.create(
                "target" + number, samples.stream().map(Sample::to).toList());
        List<Column> columns = columns(source, Side.SOURCE, from);
        decide(columns, columns(target, Side.TARGET, to));
        fill(from, columns);
        MappedTable table = table(from, to);
        write(table);
        return outcomes();
    }

    private static List<Column> columns(TypedDatabase database, Side side, TableRef table) {
        List<Column> all = database.catalog(side).read(table).orElseThrow().columns();
        return all.subList(1, all.size());
    }

    private void decide(List<Column> from, List<Column> to) {
        for (int i = 0; i < samples.size(); i++) {
            PairOfTypes decision = PairOfTypes.of(from.get(i).type(), to.get(i).type());
            if (decision instanceof PairOfTypes.Refused no) {
                refused.put(i, no.problem());
            } else if (decision instanceof PairOfTypes.Partial partial) {
                announced.put(i, partial.exceptions());
            } else if (decision instanceof PairOfTypes.Rounded rounded) {
                throw new IllegalStateException("both columns of a sample have the same precision: " + rounded);
            }
        }
    }

    private void fill(TableRef table, List<Column> columns) throws SQLException {
        for (int i = 0; i < samples.size(); i++) {
            if (refused.containsKey(i)) {
                continue;
            }
            Sample sample = samples.get(i);
            for (int index = 0; index < sample.values().size(); index++) {
                Cell cell = cell(i, index, sample.values().get(index));
                if (sample.expressions()) {
                    source.insertExpression(table, cell.id(), columns.get(i), cell.value());
                } else {
                    source.insertText(table, cell.id(), columns.get(i), cell.value());
                }
            }
            for (String value : sample.rejected()) {
                fillRejected(table, columns.get(i), cell(i, -1, value));
            }
        }
        source.insertExpression(table, nullCell().id(), columns.get(0), "NULL");
    }

    private Cell cell(int sample, int index, String value) {
        Cell cell = new Cell(++ids, sample, index, value);
        cells.add(cell);
        return cell;
    }

    /** The row that is NULL in each column. */
    private static Cell nullCell() {
        return new Cell(0, -1, 0, "NULL");
    }

    private void fillRejected(TableRef table, Column column, Cell cell) {
        if (servers.source() != Server.POSTGRESQL) {
            source.insertExpression(table, cell.id(), column, cell.value());
            return;
        }
        try {
            source.insertText(table, cell.id(), column, cell.value());
        } catch (SQLException e) {
            cells.remove(cell); // PostgreSQL itself has no such value
        }
    }

    private MappedTable table(TableRef from, TableRef to) {
        Set<String> left = new HashSet<>();
        refused.keySet().forEach(i -> left.add("c" + i));
        return new Tables(source.catalog(Side.SOURCE), target.catalog(Side.TARGET))
                .resolve(new TableMapping(from, to, Map.of(), left, left, null, List.of()))
                .get(0);
    }

    private void write(MappedTable table) {
        TargetStore store = target.target().store();
        Map<RowKey, Row> rows = rows(source, Side.SOURCE, table);
        List<Row> stored = new ArrayList<>(List.of(required(rows, nullCell())));
        for (Cell cell : cells) {
            if (cell.index() >= 0) {
                stored.add(required(rows, cell));
            }
        }
        upsert(store, table, stored);
        requireEqual(table, rows);
        Map<RowKey, RowHash> canonical = hashes(source, Side.SOURCE, table, DigestMethod.CANONICAL);
        Map<RowKey, RowHash> nativeHashes = nativeHashes(source, Side.SOURCE, table);
        reject(store, table, rows);
        upsert(store, table, shifted(table, rows));
        requireDifferent(canonical, hashes(target, Side.TARGET, table, DigestMethod.CANONICAL), "canonical");
        requireDifferent(nativeHashes, nativeHashes(target, Side.TARGET, table), "native");
    }

    private static Row required(Map<RowKey, Row> rows, Cell cell) {
        Row row = rows.get(cell.key());
        if (row == null) {
            throw new IllegalStateException("the source has no row of " + cell);
        }
        return row;
    }

    private static void upsert(TargetStore store, MappedTable table, List<Row> rows) {
        try (TargetTransaction transaction = store.begin()) {
            List<KeyedWrite> writes = new ArrayList<>();
            rows.forEach(row -> writes.add(new KeyedWrite.Upsert(table.keyOf(row), row)));
            long written = transaction.rows().write(table, ALL, writes).written();
            if (written != writes.size()) {
                throw new AssertionError("written: " + written + " of " + writes.size());
            }
            transaction.commit();
        }
    }

    /** Each written value reads back equal: by the servers' SQL, and in Java. */
    private void requireEqual(MappedTable table, Map<RowKey, Row> rows) {
        Map<RowKey, Row> written = rows(target, Side.TARGET, table);
        Map<RowKey, RowHash> here = hashes(source, Side.SOURCE, table, DigestMethod.CANONICAL);
        Map<RowKey, RowHash> there = hashes(target, Side.TARGET, table, DigestMethod.CANONICAL);
        Map<RowKey, RowHash> nativeHere = nativeHashes(source, Side.SOURCE, table);
        Map<RowKey, RowHash> nativeThere = nativeHashes(target, Side.TARGET, table);
        Digest sum = Digest.EMPTY;
        for (RowHash hash : there.values()) {
            sum = sum.plus(hash);
        }
        if (!sum.equals(digest(target, Side.TARGET, table))) {
            throw new AssertionError("the digest of " + table.target() + " is not the sum of its hashes");
        }
        for (Cell cell : cells) {
            if (cell.index() < 0) {
                continue;
            }
            RowKey key = cell.key();
            Row read = written.get(key);
            require(read != null && table.encoding().hash(read).equals(there.get(key)), cell, "Java of the target");
            require(table.encoding().hash(required(rows, cell)).equals(here.get(key)), cell, "Java of the source");
            require(here.get(key).equals(there.get(key)), cell, "equal canonical hashes");
            require(
                    nativeHere.isEmpty() || nativeHere.get(key).equals(nativeThere.get(key)),
                    cell,
                    "equal native hashes");
        }
    }

    /** Each value that the target can't hold is rejected, and {@code check} has named such values. */
    private void reject(TargetStore store, MappedTable table, Map<RowKey, Row> rows) {
        for (Cell cell : cells) {
            if (cell.index() >= 0 || isAdapted(table, cell, required(rows, cell))) {
                continue;
            }
            try {
                upsert(store, table, List.of(required(rows, cell)));
                require(false, cell, "a rejection");
            } catch (WriteFailedException e) {
                require(e.kind() == WriteFailedException.Kind.DATA, cell, "a rejection for its data, not " + e);
                require(announced.containsKey(cell.sample()), cell, "an announcement by check");
                rejections.merge(cell.sample(), 1, Integer::sum);
            }
        }
    }

    /** PostgreSQL took the text for another value, as it does with digits beyond the precision. */
    private boolean isAdapted(MappedTable table, Cell cell, Row row) {
        return servers.source() == Server.POSTGRESQL
                && !cell.value().equals(row.value(table.indexOf("c" + cell.sample())));
    }

    /** Each row with the next value of its sample; NULL after the last. */
    private List<Row> shifted(MappedTable table, Map<RowKey, Row> rows) {
        List<Row> shifted = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            if (cell.index() >= 0) {
                boolean last =
                        cell.index() + 1 == samples.get(cell.sample()).values().size();
                List<@Nullable String> values = new ArrayList<>(
                        required(rows, last ? nullCell() : cells.get(i + 1)).values());
                values.set(table.key().get(0), Integer.toString(cell.id()));
                shifted.add(new Row(values));
            }
        }
        return shifted;
    }

    private void requireDifferent(Map<RowKey, RowHash> before, Map<RowKey, RowHash> after, String method) {
        for (Cell cell : cells) {
            if (cell.index() >= 0 && !before.isEmpty()) {
                require(
                        !before.get(cell.key()).equals(after.get(cell.key())),
                        cell,
                        "another " + method + " hash for the next value");
            }
        }
    }

    private void require(boolean holds, Cell cell, String expected) {
        if (!holds) {
            String value = cell.value();
            failures.computeIfAbsent(cell.sample(), each -> new ArrayList<>())
                    .add((value.length() > 60 ? value.substring(0, 60) + "..." : value) + ": expected " + expected);
        }
    }

    private static Map<RowKey, Row> rows(TypedDatabase database, Side side, MappedTable table) {
        Map<RowKey, Row> rows = new LinkedHashMap<>();
        try (OpenSnapshot snapshot = database.snapshot(side)) {
            snapshot.reader().rows(table, ALL, KeyRange.ALL, row -> rows.put(table.keyOf(row), row));
        }
        return rows;
    }

    private static Map<RowKey, RowHash> hashes(
            TypedDatabase database, Side side, MappedTable table, DigestMethod method) {
        Map<RowKey, RowHash> hashes = new LinkedHashMap<>();
        try (OpenSnapshot snapshot = database.snapshot(side)) {
            snapshot.reader().hashes(table, ALL, KeyRange.ALL, method, each -> hashes.put(each.key(), each.hash()));
        }
        return hashes;
    }

    /** Empty unless both servers are PostgreSQL. Those of MySQL and MariaDB: {@code NativeDigestsOfMySqlFamily}. */
    private Map<RowKey, RowHash> nativeHashes(TypedDatabase database, Side side, MappedTable table) {
        return servers.source() == Server.POSTGRESQL && servers.target() == Server.POSTGRESQL
                ? hashes(database, side, table, DigestMethod.NATIVE)
                : Map.of();
    }

    private static Digest digest(TypedDatabase database, Side side, MappedTable table) {
        try (OpenSnapshot snapshot = database.snapshot(side)) {
            return snapshot.reader()
                    .digests(table, ALL, KeyRange.ALL, DigestMethod.CANONICAL)
                    .getOrDefault(TenantId.NONE, Digest.EMPTY);
        }
    }

    private Map<String, Outcome> outcomes() {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            outcomes.put(samples.get(i).line(), outcome(i));
        }
        return outcomes;
    }

    private Outcome outcome(int sample) {
        if (refused.containsKey(sample)) {
            return new Outcome.Refused(refused.get(sample));
        }
        if (failures.containsKey(sample)) {
            return new Outcome.Broken(failures.get(sample));
        }
        return new Outcome.Exact(
                samples.get(sample).values().size(),
                rejections.getOrDefault(sample, 0),
                announced.getOrDefault(sample, List.of()));
    }
}
