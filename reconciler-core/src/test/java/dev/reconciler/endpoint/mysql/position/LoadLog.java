package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.endpoint.mysql.position.Logged.Group;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The load's transactions in the binary log, read by SHOW BINLOG EVENTS. The server must log the statements with the rows
 * ({@code binlog_rows_query_log_events}, MariaDB: {@code binlog_annotate_row_events}).
 */
final class LoadLog {
    private static final Pattern GTID = Pattern.compile("([0-9a-f-]{36}:\\d+|\\d+-\\d+-\\d+)");
    private static final Pattern MARKER = Pattern.compile("INSERT INTO p VALUES \\((\\d+),(\\d+),1\\)");
    private static final Pattern XID = Pattern.compile("X'([0-9a-f]+)'");

    private final Map<Integer, Logged> transactions = new LinkedHashMap<>();
    private String gtid = "";
    private @Nullable Integer marker;

    private LoadLog() {}

    /** Reads the log from the given file to its end. */
    static Collection<Logged> read(Statement statement, String firstFile) throws SQLException {
        LoadLog log = new LoadLog();
        List<String> files = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
            while (rows.next()) {
                files.add(rows.getString(1));
            }
        }
        for (String file : files.subList(files.indexOf(firstFile), files.size())) {
            try (ResultSet events = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
                while (events.next()) {
                    log.event(
                            events.getString("Event_type"),
                            events.getString("Info"),
                            new BinlogCoordinate(file, events.getLong("End_log_pos")));
                }
            }
        }
        return log.transactions.values();
    }

    private void event(String type, String info, BinlogCoordinate end) {
        switch (type) {
            case "Gtid" -> {
                Matcher found = GTID.matcher(info);
                gtid = found.find() ? found.group(1) : "";
                marker = null;
            }
            case "Rows_query", "Annotate_rows" -> {
                Matcher found = MARKER.matcher(info);
                if (found.find() && Integer.parseInt(found.group(1)) <= Load.WRITERS) {
                    marker = Load.id(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
                }
            }
            case "Xid" -> commit(end);
            case "XA_prepare" -> {
                if (info.contains("ONE PHASE")) {
                    commit(end);
                } else if (marker != null) {
                    transactions.put(marker, new Logged(marker, true, new Group(gtid, end), null));
                }
            }
            case "Query" -> query(info, end);
            default -> {
                // Rows, rotations and format descriptions say nothing about a commit.
            }
        }
    }

    private void query(String info, BinlogCoordinate end) {
        if (info.equals("COMMIT")) {
            commit(end);
        } else if (info.contains("XA COMMIT")) {
            Matcher found = XID.matcher(info);
            if (found.find()) {
                int id = Load.idOfXid(unhex(found.group(1)));
                transactions.computeIfPresent(
                        id, (same, logged) -> new Logged(id, true, logged.rows(), new Group(gtid, end)));
            }
        }
    }

    private void commit(BinlogCoordinate end) {
        if (marker != null) {
            Group group = new Group(gtid, end);
            transactions.put(marker, new Logged(marker, false, group, group));
        }
    }

    private static String unhex(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.US_ASCII);
    }
}
