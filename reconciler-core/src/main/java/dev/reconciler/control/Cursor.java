package dev.reconciler.control;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * The place of an item in a list that is walked in the order of creation, oldest first. The order of an item
 * never changes, so that a walk gives each item once, whatever happens to the list meanwhile; {@code OFFSET} can't promise that.
 *
 * @param order microseconds since the epoch, or a number that only grows
 * @param id tells items of the same order apart
 */
public record Cursor(long order, String id) {
    /** Before the first item. */
    public static final Cursor START = new Cursor(0, "");

    private static final int LONGEST = 300;
    /** A microsecond that every database knows. */
    private static final long LATEST = Long.MAX_VALUE / 100;

    /** The cursor of an item that was created at {@code at}. */
    public static Cursor at(Instant at, String id) {
        return new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, at), id);
    }

    public Instant instant() {
        return Instant.EPOCH.plus(order, ChronoUnit.MICROS);
    }

    /** Text for a link; its format may change. */
    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((order + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if the text is not a cursor */
    public static Cursor parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a cursor has at most " + LONGEST + " characters");
        }
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        if (!plain.matches("\\d{1,18} [\\x21-\\x7e]*")) {
            throw new IllegalArgumentException("not the text of a cursor");
        }
        int blank = plain.indexOf(' ');
        long order = Long.parseLong(plain.substring(0, blank));
        if (order > LATEST) {
            throw new IllegalArgumentException("not the text of a cursor");
        }
        return new Cursor(order, plain.substring(blank + 1));
    }
}
