package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import java.util.OptionalLong;

/** Positions in the log of a MySQL source: {@link BinlogPosition} with a {@link GtidSet}. */
public enum MySqlPositionFormat implements PositionFormat {
    INSTANCE;

    private static final BinlogPosition ORIGIN = BinlogPosition.origin(GtidSet.EMPTY);

    /** The format of the kind's servers. */
    public static PositionFormat of(MySqlKind kind) {
        return kind == MySqlKind.MYSQL ? INSTANCE : MariaDbPositionFormat.INSTANCE;
    }

    @Override
    public BinlogPosition parse(String text) {
        BinlogPosition.Parts parts = BinlogPosition.Parts.parse(text);
        return new BinlogPosition(parts.server(), parts.log(), GtidSet.parse(parts.gtids()));
    }

    @Override
    public BinlogPosition origin() {
        return ORIGIN;
    }

    @Override
    public OptionalLong bytesBetween(Position from, Position to) {
        return ((BinlogPosition) from).bytesTo((BinlogPosition) to);
    }
}
