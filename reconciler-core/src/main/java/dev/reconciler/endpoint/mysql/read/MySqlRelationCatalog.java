package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.relation.RelationCatalog;
import dev.reconciler.relation.RelationFacts;
import dev.reconciler.relation.RelationFacts.Relation;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The facts of one side's tables. A table and its partitions are known by their names, and their storage by {@link
 * InnoDbStorage}.
 *
 * <p>Not noticed: on MariaDB, a mapped column that is dropped and added again, instantly and with the same definition.
 */
public final class MySqlRelationCatalog implements RelationCatalog {
    private static final long TABLE = 0;
    private static final String ROOT = "0";
    private static final String PART = "partition";
    private static final String LOGGED = "p";
    private static final String COLUMNS = """
            SELECT COLUMN_NAME, concat_ws(' ', COLUMN_TYPE, concat('collation ', COLLATION_NAME),
                concat('generated as ', nullif(GENERATION_EXPRESSION, '')))
            FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?\
            """;
    private final Side side;
    private final DataSource pool;

    public MySqlRelationCatalog(Side side, DataSource pool) {
        this.side = side;
        this.pool = pool;
    }

    @Override
    public Map<String, RelationFacts> read(Collection<MappedTable> tables) {
        Map<String, RelationFacts> facts = new HashMap<>();
        try (MySqlSession session = MySqlSession.open(side.noun(), pool)) {
            for (MappedTable table : tables) {
                facts.put(
                        table.id(),
                        new RelationFacts(
                                RelationFacts.NO_CARRIER_NEEDED,
                                relations(session, table.on(side)),
                                definitions(session, table)));
            }
        }
        return facts;
    }

    private static Map<Long, Relation> relations(MySqlSession session, TableRef table) {
        Map<Long, Relation> relations = new HashMap<>();
        InnoDbStorage.each(session, table, (file, numbers) -> {
            int part = file.indexOf('#');
            // A partitioned table has no storage of its own.
            relations.putIfAbsent(TABLE, new Relation(TABLE, ROOT, "", LOGGED, table.toString()));
            long id = part < 0 ? TABLE : number(file.substring(part));
            relations.put(
                    id,
                    new Relation(
                            id,
                            part < 0 ? ROOT : PART,
                            numbers,
                            LOGGED,
                            part < 0 ? table.toString() : table + file.substring(part)));
        });
        return relations;
    }

    /** A number for a partition's name. */
    private static long number(String partition) {
        long number = 1;
        for (int i = 0; i < partition.length(); i++) {
            number = number * 1_000_003 + partition.charAt(i);
        }
        return number;
    }

    private Map<String, String> definitions(MySqlSession session, MappedTable table) {
        Set<String> mapped = table.columnsRead(side).stream().map(Column::name).collect(Collectors.toSet());
        Map<String, String> definitions = new HashMap<>();
        TableRef ref = table.on(side);
        session.each("the columns of " + ref, COLUMNS, List.of(ref.schema(), ref.name()), row -> {
            if (mapped.contains(row.getString(1))) {
                definitions.put("column " + row.getString(1), row.getString(2));
            }
        });
        return definitions;
    }

    /** A partition that was added may have been filled. */
    @Override
    public boolean isEmpty(long oid) {
        return false;
    }
}
