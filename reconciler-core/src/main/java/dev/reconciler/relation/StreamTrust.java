package dev.reconciler.relation;

import dev.reconciler.mapping.MappedTable;
import java.util.List;
import java.util.Optional;

/** Decides whether a verdict about a table may assume that the stream delivered every change. */
public interface StreamTrust {
    /** Trusts every table: for pipelines whose relations can't change. */
    StreamTrust ALWAYS = new StreamTrust() {
        @Override
        public void look() {}

        @Override
        public Optional<Doubt> of(MappedTable table) {
            return Optional.empty();
        }

        @Override
        public void verified(MappedTable table, List<String> fences) {}
    };

    /**
     * Reads both catalogs, and records every change. Called after the last snapshot on which a verdict rests.
     *
     * @throws dev.reconciler.endpoint.read.ReadFailedException if a catalog can't be read: then nothing may be trusted
     */
    void look();

    /** The reason why the table's earlier verdicts can't be trusted, as of the last look of any process; empty if they can. */
    Optional<Doubt> of(MappedTable table);

    /** The table is verified at these fences, which together cover every row; ends the doubt if all of them come after the change. */
    void verified(MappedTable table, List<String> fences);

    /** A reason to verify a table again. */
    interface Doubt {
        /** The event and its position, for people. */
        String reason();

        /** Returns whether events were not sent, rather than rows changed in place. */
        boolean isGap();

        /** Returns whether the publication carries the table now. */
        boolean isCarried();

        /** The changes that cause the doubt; empty if the table is only not carried now. */
        List<RelationChange> changes();

        /** Returns whether a comparison at this fence came after the change, so that its verdict stands. */
        boolean isCoveredBy(String fence);
    }
}
