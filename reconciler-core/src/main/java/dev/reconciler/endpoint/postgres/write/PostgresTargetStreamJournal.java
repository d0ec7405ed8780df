package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.position.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps the origin of the slot by which the target itself is streamed, beside what that stream has told. With a new slot the
 * record begins anew where the slot does; what another server's log told is forgotten, as its positions and transactions mean nothing here.
 */
public final class PostgresTargetStreamJournal implements StreamJournal {
    private final DataSource target;
    private final String pipeline;

    public PostgresTargetStreamJournal(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public Optional<StreamOrigin> origin() {
        return PostgresFailures.reading("reading the origin of the target's slot", () -> {
            try (Connection connection = target.getConnection();
                    PreparedStatement select = connection.prepareStatement("""
                            SELECT system_identifier, timeline, start, first_transaction
                            FROM reconciler.target_stream WHERE pipeline = ?""")) {
                select.setString(1, pipeline);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new StreamOrigin(
                                    new ServerIdentity(row.getString(1), row.getInt(2)),
                                    Lsn.parse(row.getString(3)),
                                    row.getLong(4)))
                            : Optional.<StreamOrigin>empty();
                }
            }
        });
    }

    @Override
    public void created(StreamOrigin origin) {
        boolean sameServer = origin().filter(before -> before.server().equals(origin.server()))
                .isPresent();
        PostgresFailures.reading(
                "noting the origin of the target's slot",
                () -> Transactions.run(target, connection -> {
                    if (!sameServer) {
                        forget(connection, "DELETE FROM reconciler.target_change WHERE pipeline = ?");
                        forget(connection, "DELETE FROM reconciler.target_mark WHERE pipeline = ?");
                    }
                    return write(connection, origin);
                }));
    }

    /** Forgets the slot and all that its stream has told. */
    @Override
    public void forget() {
        PostgresFailures.reading(
                "forgetting the target's stream",
                () -> Transactions.run(target, connection -> {
                    forget(connection, "DELETE FROM reconciler.target_change WHERE pipeline = ?");
                    forget(connection, "DELETE FROM reconciler.target_mark WHERE pipeline = ?");
                    return forget(connection, "DELETE FROM reconciler.target_stream WHERE pipeline = ?");
                }));
    }

    private int forget(Connection connection, String sql) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, pipeline);
            return delete.executeUpdate();
        }
    }

    private int write(Connection connection, StreamOrigin origin) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO reconciler.target_stream
                    (pipeline, system_identifier, timeline, start, first_transaction, known_from, position)
                VALUES (?, ?, ?, ?, ?, ?::pg_lsn, ?::pg_lsn)
                ON CONFLICT (pipeline) DO UPDATE SET system_identifier = excluded.system_identifier,
                    timeline = excluded.timeline, start = excluded.start, first_transaction = excluded.first_transaction,
                    known_from = excluded.known_from, position = excluded.position""")) {
            insert.setString(1, pipeline);
            insert.setString(2, origin.server().systemIdentifier());
            insert.setInt(3, origin.server().timeline());
            insert.setString(4, origin.start().text());
            insert.setLong(5, origin.firstTransaction());
            insert.setString(6, origin.start().text());
            insert.setString(7, origin.start().text());
            return insert.executeUpdate();
        }
    }
}
