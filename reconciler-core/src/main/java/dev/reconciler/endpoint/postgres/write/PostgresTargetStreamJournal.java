package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps the origin of the slot by which the target itself is streamed, beside what that stream has told. With a new slot, the
 * record begins where the slot does; what another server's log told is deleted, as its positions and transactions mean nothing here.
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
        return PostgresFailures.reading(
                "reading the origin of the target's slot",
                target,
                connection -> Sql.first(
                        connection, """
                            SELECT system_identifier, timeline, start, first_transaction
                            FROM reconciler.target_stream WHERE pipeline = ?""", row -> PostgresSlotJournal.origin(row, LsnFormat.INSTANCE), pipeline));
    }

    @Override
    public void created(StreamOrigin origin) {
        boolean sameServer = origin().filter(before -> before.server().equals(origin.server()))
                .isPresent();
        PostgresFailures.reading(
                "noting the origin of the target's slot",
                () -> Sql.transaction(target, connection -> {
                    if (!sameServer) {
                        Sql.update(connection, "DELETE FROM reconciler.target_change WHERE pipeline = ?", pipeline);
                        Sql.update(connection, "DELETE FROM reconciler.target_mark WHERE pipeline = ?", pipeline);
                    }
                    return write(connection, origin);
                }));
    }

    /** Forgets the slot and all that its stream has told. */
    @Override
    public void forget() {
        PostgresFailures.reading(
                "forgetting the target's stream",
                () -> Sql.transaction(target, connection -> {
                    Sql.update(connection, "DELETE FROM reconciler.target_change WHERE pipeline = ?", pipeline);
                    Sql.update(connection, "DELETE FROM reconciler.target_mark WHERE pipeline = ?", pipeline);
                    return Sql.update(connection, "DELETE FROM reconciler.target_stream WHERE pipeline = ?", pipeline);
                }));
    }

    private long write(Connection connection, StreamOrigin origin) throws SQLException {
        String start = origin.start().text();
        return Sql.update(
                connection,
                """
                INSERT INTO reconciler.target_stream
                    (pipeline, system_identifier, timeline, start, first_transaction, known_from, position)
                VALUES (?, ?, ?, ?, ?, ?::pg_lsn, ?::pg_lsn)
                ON CONFLICT (pipeline) DO UPDATE SET system_identifier = excluded.system_identifier,
                    timeline = excluded.timeline, start = excluded.start, first_transaction = excluded.first_transaction,
                    known_from = excluded.known_from, position = excluded.position""",
                pipeline,
                origin.server().systemIdentifier(),
                origin.server().timeline(),
                start,
                origin.firstTransaction(),
                start,
                start);
    }
}
