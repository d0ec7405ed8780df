package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Says how a server can compute and read digests. Two servers may use {@link DigestMethod#NATIVE} for a table if they give the same
 * known answers, the hashes of a fixed list of values, for each kind of value that the table holds.
 */
@FunctionalInterface
public interface DigestProbe {
    /**
     * Known answers by table (mapping id) and kind of value; the kinds of a table are the same on both sides. A table that is
     * left out has no native digest on this server.
     *
     * @throws ReadFailedException if the server can't be queried
     */
    Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables);

    /**
     * Ids of the tables whose keys no index of the server holds in the binary order of Java, so that each reading of a range of keys
     * scans the table.
     *
     * @throws ReadFailedException if the server can't be queried
     */
    default Set<String> withoutRanges(Collection<MappedTable> tables) {
        return Set.of();
    }

    /** Returns whether rows are streamed into this process for canonical digests, because the server computes none. */
    default boolean streamsRows(MappedTable table) {
        return false;
    }
}
