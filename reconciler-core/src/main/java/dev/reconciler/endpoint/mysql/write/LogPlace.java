package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.position.BinlogCoordinate;
import java.util.Locale;

/** Coordinates of one server's log as texts that sort like the log: its file's number, then the offset, each in 19 digits. */
final class LogPlace {
    private LogPlace() {}

    static String of(BinlogCoordinate coordinate) {
        return String.format(Locale.ROOT, "%019d.%019d", coordinate.fileNumber(), coordinate.offset());
    }
}
