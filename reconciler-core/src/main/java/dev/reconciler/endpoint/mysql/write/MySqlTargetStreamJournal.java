package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.MySqlPositionFormat;
import dev.reconciler.position.PositionFormat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps the beginning of the stream from the target itself, beside the record of it. The record begins where the stream does. The record
 * of another server's log is deleted: its places mean nothing here.
 */
public final class MySqlTargetStreamJournal implements StreamJournal {
    private final DataSource target;
    private final PositionFormat positions;
    private final String pipeline;

    public MySqlTargetStreamJournal(DataSource target, MySqlKind kind, String pipeline) {
        this.target = target;
        this.positions = MySqlPositionFormat.of(kind);
        this.pipeline = pipeline;
    }

    @Override
    public Optional<StreamOrigin> origin() {
        return MySqlFailures.reading(
                "reading the beginning of the target's stream",
                target,
                connection -> Sql.first(
                        connection,
                        """
                        SELECT system_identifier, timeline, start, first_transaction
                        FROM reconciler.target_stream WHERE pipeline = ?""",
                        row -> new StreamOrigin(
                                new ServerIdentity(row.getString(1), row.getInt(2)),
                                positions.parse(row.getString(3)),
                                row.getLong(4)),
                        pipeline));
    }

    @Override
    public void created(StreamOrigin origin) {
        boolean sameServer = origin().filter(before -> before.server().equals(origin.server()))
                .isPresent();
        MySqlFailures.writing(
                "noting the beginning of the target's stream",
                () -> Sql.transaction(target, connection -> {
                    if (!sameServer) {
                        forgetWrites(connection);
                    }
                    return write(connection, origin);
                }));
    }

    @Override
    public void forget() {
        MySqlFailures.writing(
                "forgetting the target's stream",
                () -> Sql.transaction(target, connection -> {
                    forgetWrites(connection);
                    Sql.update(connection, "DELETE FROM reconciler.target_emission WHERE pipeline = ?", pipeline);
                    return Sql.update(connection, "DELETE FROM reconciler.target_stream WHERE pipeline = ?", pipeline);
                }));
    }

    private void forgetWrites(Connection connection) throws SQLException {
        Sql.update(connection, "DELETE FROM reconciler.target_change WHERE pipeline = ?", pipeline);
        Sql.update(connection, "DELETE FROM reconciler.target_mark WHERE pipeline = ?", pipeline);
    }

    private long write(Connection connection, StreamOrigin origin) throws SQLException {
        String start = origin.start().text();
        String place = LogPlace.of(((BinlogPosition) origin.start()).log());
        return Sql.update(
                connection,
                """
                INSERT INTO reconciler.target_stream (pipeline, system_identifier, timeline, start, first_transaction,
                    known_from, known_place, position, place)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON DUPLICATE KEY UPDATE system_identifier = VALUES(system_identifier), timeline = VALUES(timeline),
                    start = VALUES(start), first_transaction = VALUES(first_transaction),
                    known_from = VALUES(known_from), known_place = VALUES(known_place),
                    position = VALUES(position), place = VALUES(place)""",
                pipeline,
                origin.server().systemIdentifier(),
                origin.server().timeline(),
                start,
                origin.firstTransaction(),
                start,
                place,
                start,
                place);
    }
}
