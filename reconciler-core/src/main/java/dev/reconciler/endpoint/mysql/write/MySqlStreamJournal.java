package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.position.PositionFormat;
import java.util.Optional;
import javax.sql.DataSource;

/** Keeps the origin of the source's stream in the target, beside the checkpoint. */
public final class MySqlStreamJournal implements StreamJournal, StreamIntents {
    private final DataSource target;
    private final String pipeline;
    private final PositionFormat positions;

    /** @param positions of the source */
    public MySqlStreamJournal(DataSource target, String pipeline, PositionFormat positions) {
        this.target = target;
        this.pipeline = pipeline;
        this.positions = positions;
    }

    @Override
    public Optional<StreamOrigin> origin() {
        return MySqlFailures.reading(
                "reading the stream's origin",
                target,
                connection -> Sql.first(
                        connection,
                        """
                        SELECT system_identifier, timeline, start, first_transaction
                        FROM reconciler.stream_origin WHERE pipeline = ?""",
                        row -> new StreamOrigin(
                                new ServerIdentity(row.getString(1), row.getInt(2)),
                                positions.parse(row.getString(3)),
                                row.getLong(4)),
                        pipeline));
    }

    @Override
    public void created(StreamOrigin origin) {
        write(
                "noting the stream's origin",
                """
                INSERT INTO reconciler.stream_origin (pipeline, system_identifier, timeline, start, first_transaction)
                VALUES (?, ?, ?, ?, ?)
                ON DUPLICATE KEY UPDATE system_identifier = VALUES(system_identifier), timeline = VALUES(timeline),
                    start = VALUES(start), first_transaction = VALUES(first_transaction)""",
                pipeline,
                origin.server().systemIdentifier(),
                origin.server().timeline(),
                origin.start().text(),
                origin.firstTransaction());
    }

    @Override
    public void forget() {
        write("forgetting the stream's origin", "DELETE FROM reconciler.stream_origin WHERE pipeline = ?", pipeline);
    }

    @Override
    public void intend(String server, String name) {
        write("recording the intent to create " + name, """
                INSERT INTO reconciler.stream_intent (pipeline, name, system_identifier) VALUES (?, ?, ?)
                ON DUPLICATE KEY UPDATE system_identifier = VALUES(system_identifier)""", pipeline, name, server);
    }

    @Override
    public boolean isIntended(String server, String name) {
        return MySqlFailures.reading(
                "reading the intent to create " + name,
                target,
                connection -> Sql.exists(connection, """
                        SELECT 1 FROM reconciler.stream_intent
                        WHERE pipeline = ? AND system_identifier = ? AND name = ?""", pipeline, server, name));
    }

    @Override
    public void withdrawIntent(String name) {
        write(
                "withdrawing the intent to create " + name,
                "DELETE FROM reconciler.stream_intent WHERE pipeline = ? AND name = ?",
                pipeline,
                name);
    }

    private void write(String doing, String sql, Object... values) {
        MySqlFailures.writing(doing, target, connection -> Sql.update(connection, sql, values));
    }
}
