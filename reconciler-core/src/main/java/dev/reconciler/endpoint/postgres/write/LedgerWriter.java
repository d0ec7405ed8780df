package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.ledger.LedgerCodec;
import dev.reconciler.ledger.LedgerTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Appends to the ledger. Rows that end in the same source transaction are numbered: they are pieces of it. */
final class LedgerWriter {
    private final Connection connection;
    private final String pipeline;
    private long lastSequence = -1;
    private int piece;

    LedgerWriter(Connection connection, String pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    void append(List<LedgerTransaction> transactions) throws SQLException {
        if (transactions.isEmpty()) {
            return;
        }
        long first = transactions.get(0).sequence();
        long last = transactions.get(transactions.size() - 1).sequence();
        if (first < lastSequence || last < first) {
            throw new IllegalArgumentException(
                    "the ledger ascends: " + first + " to " + last + " can't follow " + lastSequence);
        }
        piece = last == lastSequence ? piece + 1 : 0;
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO reconciler.ledger (pipeline, last_sequence, piece, first_sequence, transactions, payload)
                VALUES (?, ?, ?, ?, ?::text[], ?)""")) {
            insert.setString(1, pipeline);
            insert.setLong(2, last);
            insert.setInt(3, piece);
            insert.setLong(4, first);
            insert.setString(
                    5,
                    Arrays.literal(transactions.stream().map(t -> t.id().text()).toList()));
            insert.setBytes(6, LedgerCodec.encode(transactions));
            insert.executeUpdate();
        }
        lastSequence = last;
    }
}
