package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.position.PositionFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Keeps the origin of the source's stream in the target, beside the checkpoint. */
public final class PostgresSlotJournal implements StreamJournal, StreamIntents {
    private final DataSource target;
    private final String pipeline;
    private final PositionFormat positions;

    /** @param positions of the source */
    public PostgresSlotJournal(DataSource target, String pipeline, PositionFormat positions) {
        this.target = target;
        this.pipeline = pipeline;
        this.positions = positions;
    }

    @Override
    public Optional<StreamOrigin> origin() {
        return PostgresFailures.reading(
                "read the slot's origin",
                target,
                connection -> Sql.first(connection, """
            SELECT system_identifier, timeline, start, first_transaction
            FROM reconciler.slot_origin WHERE pipeline = ?\
            """, row -> origin(row, positions), pipeline));
    }

    /** From columns system_identifier, timeline, start, first_transaction. */
    static StreamOrigin origin(ResultSet row, PositionFormat positions) throws SQLException {
        return new StreamOrigin(
                new ServerIdentity(row.getString(1), row.getInt(2)), positions.parse(row.getString(3)), row.getLong(4));
    }

    @Override
    public void created(StreamOrigin origin) {
        write(
                "note the slot's origin",
                """
            INSERT INTO reconciler.slot_origin (pipeline, system_identifier, timeline, start, first_transaction)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (pipeline) DO UPDATE SET system_identifier = excluded.system_identifier,
                timeline = excluded.timeline, start = excluded.start,
                first_transaction = excluded.first_transaction\
            """,
                pipeline,
                origin.server().systemIdentifier(),
                origin.server().timeline(),
                origin.start().text(),
                origin.firstTransaction());
    }

    /** Records, before a slot is created, that this pipeline is about to create it. */
    @Override
    public void intend(String systemIdentifier, String slot) {
        write("record the intent to create the slot", """
            INSERT INTO reconciler.slot_intent (pipeline, system_identifier, slot) VALUES (?, ?, ?)
            ON CONFLICT (pipeline, slot) DO UPDATE SET system_identifier = excluded.system_identifier\
            """, pipeline, systemIdentifier, slot);
    }

    /** Withdraws the intent, because another session has created a slot of that name meanwhile. */
    @Override
    public void withdrawIntent(String slot) {
        write(
                "withdraw the intent to create the slot",
                "DELETE FROM reconciler.slot_intent WHERE pipeline = ? AND slot = ?",
                pipeline,
                slot);
    }

    /** Returns whether this pipeline recorded that it is about to create that slot on that server. */
    @Override
    public boolean isIntended(String systemIdentifier, String slot) {
        return PostgresFailures.reading(
                "read the intent to create the slot",
                target,
                connection -> Sql.exists(connection, """
            SELECT FROM reconciler.slot_intent WHERE pipeline = ? AND system_identifier = ? AND slot = ?\
            """, pipeline, systemIdentifier, slot));
    }

    /** Forgets the slot, when it is dropped. */
    @Override
    public void forget() {
        write("forget the slot's origin", "DELETE FROM reconciler.slot_origin WHERE pipeline = ?", pipeline);
    }

    private void write(String doing, String sql, Object... values) {
        PostgresFailures.writing(doing, target, connection -> Sql.update(connection, sql, values));
    }
}
