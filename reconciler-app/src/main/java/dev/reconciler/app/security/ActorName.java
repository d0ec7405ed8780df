package dev.reconciler.app.security;

import java.util.Optional;

/** What a caller calls itself, for claims and the audit log. The token proves the right to act, not this name. */
public final class ActorName {
    private static final int LONGEST = 60;

    private ActorName() {}

    /** The name without blanks around it; empty if it is none: 1 to 60 printable characters. */
    public static Optional<String> of(String text) {
        String name = text.strip();
        boolean printable =
                name.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        return !name.isEmpty() && name.length() <= LONGEST && printable ? Optional.of(name) : Optional.empty();
    }
}
