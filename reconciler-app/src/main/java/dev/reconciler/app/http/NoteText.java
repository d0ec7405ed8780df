package dev.reconciler.app.http;

import org.jspecify.annotations.Nullable;

/** Validates a note for the audit log: stripped, short enough for a page, and without characters that PostgreSQL can't store. */
public final class NoteText {
    private static final int LONGEST = 2000;

    private NoteText() {}

    /** @return empty if there is none */
    public static String optional(String field, @Nullable String text) {
        String note = text == null ? "" : text.strip();
        if (note.length() > LONGEST) {
            throw InvalidRequestException.malformed(field, "must have at most " + LONGEST + " characters");
        }
        storable(field, note);
        return note;
    }

    public static String required(String field, @Nullable String text) {
        String note = optional(field, text);
        if (note.isEmpty()) {
            throw InvalidRequestException.malformed(field, "is missing: the audit log needs a reason");
        }
        return note;
    }

    /** PostgreSQL stores neither the character NUL nor half of a surrogate pair; each would be lost or fail later. */
    static void storable(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        boolean whole = text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        if (!whole) {
            throw InvalidRequestException.senseless(
                    field, "has the character NUL or half of a surrogate pair, which PostgreSQL can't store");
        }
    }
}
