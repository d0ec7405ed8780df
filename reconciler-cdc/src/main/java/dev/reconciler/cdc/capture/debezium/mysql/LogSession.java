package dev.reconciler.cdc.capture.debezium.mysql;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.mysql.position.BinlogPosition;
import dev.reconciler.endpoint.mysql.position.GtidSet;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replication session that starts after a set of transactions, or at a place in the log of a MySQL server without GTIDs. It never connects again by itself:
 * each start must pass the checks.
 */
final class LogSession extends BinaryLogClient {
    /** The server's sign of life while it has nothing to send, which also tells that everything was sent. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** The server ends a session that does not read for this time; a full target may hold the stream back for hours. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(7);

    /** The library reports each connection, by a logger of the object's class; a reference keeps the logger's level. */
    private static final java.util.logging.Logger LIBRARY =
            java.util.logging.Logger.getLogger(LogSession.class.getName());

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LogSession.class);

    LogSession(BinlogStreamSettings settings, BinlogPosition from) {
        super(
                settings.login().address().host(),
                settings.login().address().port(),
                settings.login().user(),
                settings.login().password());
        DatabaseLogin login = settings.login();
        int silence = (int) settings.answerTimeout().toMillis();
        setServerId(settings.replicaNumber());
        if (from.gtids().equals(GtidSet.EMPTY)) {
            setBinlogFilename(from.log().file());
            setBinlogPosition(from.log().offset());
        } else {
            setGtidSet(from.gtids().toString());
        }
        setKeepAlive(false);
        setConnectTimeout(silence);
        setHeartbeatInterval(HEARTBEAT.toMillis());
        setNetWriteTimeout(LONGEST_PAUSE.toSeconds());
        setSSLMode(LogTls.mode(login));
        setSslSocketFactory(LogTls.sockets(login));
        setSocketFactory(() -> socket(silence));
        setEventDeserializer(LogEvents.reader(settings.capture().side()));
    }

    /** Closes the connection, so that {@link #connect} ends; safe from any thread and at any time. */
    void hangUp() {
        PacketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("connection not closed in order", e);
            }
        }
    }

    private static Socket socket(int silence) throws SocketException {
        Socket socket = new Socket();
        socket.setKeepAlive(true);
        socket.setSoTimeout(silence);
        return socket;
    }

    /** The checkpoint alone tells where the next session starts. */
    @Override
    protected void updateGtidSet(Event event) {}
}
