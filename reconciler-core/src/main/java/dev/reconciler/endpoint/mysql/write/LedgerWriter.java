package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.control.Json;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.ledger.LedgerCodec;
import dev.reconciler.ledger.LedgerTransaction;
import java.sql.Connection;
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
        String ids = Json.ofTexts(transactions.stream().map(t -> t.id().text()).toList());
        Sql.update(connection, """
                INSERT INTO reconciler.ledger (pipeline, last_sequence, piece, first_sequence, transactions, payload)
                VALUES (?, ?, ?, ?, ?, ?)""", pipeline, last, piece, first, ids, LedgerCodec.encode(transactions));
        lastSequence = last;
    }
}
