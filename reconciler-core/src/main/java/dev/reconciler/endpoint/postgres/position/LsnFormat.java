package dev.reconciler.endpoint.postgres.position;

import dev.reconciler.position.Position;
import dev.reconciler.position.PositionFormat;
import java.util.OptionalLong;

/** Log sequence numbers of PostgreSQL. */
public enum LsnFormat implements PositionFormat {
    INSTANCE;

    private static final Lsn ORIGIN = new Lsn(0);

    @Override
    public Lsn parse(String text) {
        return Lsn.parse(text);
    }

    @Override
    public Lsn origin() {
        return ORIGIN;
    }

    @Override
    public OptionalLong bytesBetween(Position from, Position to) {
        return OptionalLong.of(((Lsn) to).value() - ((Lsn) from).value());
    }
}
