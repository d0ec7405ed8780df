package dev.reconciler.relation;

import java.util.Map;
import java.util.Optional;

/**
 * The catalogs' description of one mapped table on one side.
 *
 * @param carrier identity of the publication and of the table's entry in it; empty if the publication does not carry the table
 *     completely. On the target, which needs no publication, always {@link #NO_CARRIER_NEEDED}
 * @param relations the table and all its partitions by oid; empty if the table does not exist
 * @param definitions of the mapped columns, by a name for people: place, type, collation, generated expression, enum labels
 */
public record RelationFacts(String carrier, Map<Long, Relation> relations, Map<String, String> definitions) {
    public static final String NO_CARRIER_NEEDED = "-";

    public RelationFacts {
        relations = Map.copyOf(relations);
        definitions = Map.copyOf(definitions);
    }

    /**
     * A table or partition.
     *
     * @param parent the oid of the relation that it is a partition of, with a mark if a detach is pending; {@code 0} for the
     *     table itself
     * @param file identity of its storage: replaced by TRUNCATE and by every rewrite
     * @param persistence {@code p} if changes are written to the log
     */
    public record Relation(long oid, String parent, String file, String persistence, String name) {
        boolean isPart() {
            return !parent.equals("0");
        }
    }

    public boolean isCarried() {
        return !carrier.isEmpty();
    }

    Optional<Relation> root() {
        return relations.values().stream()
                .filter(relation -> !relation.isPart())
                .findFirst();
    }
}
