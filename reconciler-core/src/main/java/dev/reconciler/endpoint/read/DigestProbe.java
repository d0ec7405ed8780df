package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import java.util.Collection;
import java.util.Map;

/**
 * Returns a server's hashes of a fixed list of values by {@link DigestMethod#NATIVE}. Two servers may use it for a table if they
 * give the same answer for each kind of value that the table holds.
 */
@FunctionalInterface
public interface DigestProbe {
    /** Of a server that computes no digest. */
    DigestProbe STREAMED = new DigestProbe() {
        @Override
        public Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables) {
            return Map.of();
        }

        @Override
        public boolean streamsRows() {
            return true;
        }
    };

    /**
     * Known answers by table (mapping id) and kind of value; the kinds of a table are the same on both sides. A table that is
     * left out has no native digest on this server.
     *
     * @throws ReadFailedException if the server can't be queried
     */
    Map<String, Map<String, String>> knownAnswers(Collection<MappedTable> tables);

    /** Returns whether rows are streamed into this process, which hashes them, because the server does not. */
    default boolean streamsRows() {
        return false;
    }
}
