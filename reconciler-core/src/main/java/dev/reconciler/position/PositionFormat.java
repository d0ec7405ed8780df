package dev.reconciler.position;

import java.util.OptionalLong;

/**
 * Reads and compares the positions of one engine's log. {@link Position#text} prints them, in one canonical form: checkpoints are compared by
 * text.
 */
public interface PositionFormat {
    /**
     * Reads what {@link Position#text} wrote.
     *
     * @throws IllegalArgumentException if the text is no position of this engine
     */
    Position parse(String text);

    /** The position before everything: every other one covers it. */
    Position origin();

    /** Bytes of log between two positions; empty where the engine's positions are no byte offsets. */
    OptionalLong bytesBetween(Position from, Position to);
}
