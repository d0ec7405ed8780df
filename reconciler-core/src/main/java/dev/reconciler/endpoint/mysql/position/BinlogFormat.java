package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import java.util.OptionalLong;

/** Coordinates in the binary log of one server. */
public enum BinlogFormat implements PositionFormat {
    INSTANCE;

    /** Servers number their files from 1. */
    private static final BinlogCoordinate ORIGIN = new BinlogCoordinate("origin.0", 0);

    @Override
    public BinlogCoordinate parse(String text) {
        return BinlogCoordinate.parse(text);
    }

    @Override
    public BinlogCoordinate origin() {
        return ORIGIN;
    }

    /** Empty for two files: the lengths of those between are not known. */
    @Override
    public OptionalLong bytesBetween(Position from, Position to) {
        BinlogCoordinate first = (BinlogCoordinate) from;
        BinlogCoordinate last = (BinlogCoordinate) to;
        return first.file().equals(last.file())
                ? OptionalLong.of(last.offset() - first.offset())
                : OptionalLong.empty();
    }
}
