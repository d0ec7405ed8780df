package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.endpoint.engine.ServerIdentity;
import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.postgres.position.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Keeps a slot's origin in the target, beside the checkpoint. */
public final class PostgresSlotJournal implements StreamJournal, StreamIntents {
    private final DataSource target;
    private final String pipeline;

    public PostgresSlotJournal(DataSource target, String pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    @Override
    public Optional<StreamOrigin> origin() {
        String sql = """
            SELECT system_identifier, timeline, start, first_transaction
            FROM reconciler.slot_origin WHERE pipeline = ?\
            """;
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new StreamOrigin(
                                new ServerIdentity(row.getString(1), row.getInt(2)),
                                Lsn.parse(row.getString(3)),
                                row.getLong(4)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw PostgresFailures.readFailed("read the slot's origin", e);
        }
    }

    @Override
    public void created(StreamOrigin origin) {
        String sql = """
            INSERT INTO reconciler.slot_origin (pipeline, system_identifier, timeline, start, first_transaction)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (pipeline) DO UPDATE SET system_identifier = excluded.system_identifier,
                timeline = excluded.timeline, start = excluded.start,
                first_transaction = excluded.first_transaction\
            """;
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(true);
            statement.setString(1, pipeline);
            statement.setString(2, origin.server().systemIdentifier());
            statement.setInt(3, origin.server().timeline());
            statement.setString(4, origin.start().text());
            statement.setLong(5, origin.firstTransaction());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw PostgresFailures.writeFailed("note the slot's origin", e);
        }
    }

    /** Records, before a slot is created, that this pipeline is about to create it. */
    @Override
    public void intend(String systemIdentifier, String slot) {
        String sql = """
            INSERT INTO reconciler.slot_intent (pipeline, system_identifier, slot) VALUES (?, ?, ?)
            ON CONFLICT (pipeline, slot) DO UPDATE SET system_identifier = excluded.system_identifier\
            """;
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(true);
            statement.setString(1, pipeline);
            statement.setString(2, systemIdentifier);
            statement.setString(3, slot);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw PostgresFailures.writeFailed("record the intent to create the slot", e);
        }
    }

    /** Withdraws the intent, because somebody else created a slot of that name meanwhile. */
    @Override
    public void withdrawIntent(String slot) {
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "DELETE FROM reconciler.slot_intent WHERE pipeline = ? AND slot = ?")) {
            connection.setAutoCommit(true);
            statement.setString(1, pipeline);
            statement.setString(2, slot);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw PostgresFailures.writeFailed("withdraw the intent to create the slot", e);
        }
    }

    /** Whether this pipeline recorded that it is about to create that slot on that server. */
    @Override
    public boolean isIntended(String systemIdentifier, String slot) {
        String sql = """
            SELECT FROM reconciler.slot_intent WHERE pipeline = ? AND system_identifier = ? AND slot = ?\
            """;
        try (Connection connection = target.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pipeline);
            statement.setString(2, systemIdentifier);
            statement.setString(3, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            throw PostgresFailures.readFailed("read the intent to create the slot", e);
        }
    }

    /** Forgets the slot, when it is dropped. */
    @Override
    public void forget() {
        try (Connection connection = target.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("DELETE FROM reconciler.slot_origin WHERE pipeline = ?")) {
            connection.setAutoCommit(true);
            statement.setString(1, pipeline);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw PostgresFailures.writeFailed("forget the slot's origin", e);
        }
    }
}
