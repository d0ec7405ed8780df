package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** MySQL and MariaDB compute no digest, and their indexes order texts by collation. */
public record MySqlDigestProbe(Side side) implements DigestProbe {
    @Override
    public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
        return Map.of();
    }

    @Override
    public Set<String> withoutRanges(Collection<MappedTable> tables) {
        return tables.stream()
                .filter(table -> !new TableSql(table, side).isOrderedByIndex())
                .map(MappedTable::id)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean streamsRows(MappedTable table) {
        return true;
    }
}
