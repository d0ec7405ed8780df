package dev.reconciler.app.security;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The name of a caller, for claims and the audit log. The caller chooses it; only the token proves the right to act. */
public final class ActorName {
    private static final int LONGEST = 60;

    /** The actors of the audit log that are parts of the daemon. */
    public static final Set<String> OF_THE_DAEMON =
            Set.of("auto", "verification", "canary", "schedule", "reconciler", "daemon", "system");

    /** Scripts with letters that look like Latin ones. A name that mixes them with Latin letters imitates another name. */
    private static final Set<UnicodeScript> LOOKALIKES = Set.of(UnicodeScript.CYRILLIC, UnicodeScript.GREEK);

    private ActorName() {}

    /** Compares letters and digits only: case, width, accents, blanks and punctuation don't distinguish names. */
    private static boolean pretends(String name) {
        String letters = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("[^\\p{L}\\p{N}]", "");
        boolean mixesScripts = letters.codePoints().mapToObj(UnicodeScript::of).anyMatch(UnicodeScript.LATIN::equals)
                && letters.codePoints().mapToObj(UnicodeScript::of).anyMatch(LOOKALIKES::contains);
        return mixesScripts || OF_THE_DAEMON.contains(letters.toLowerCase(Locale.ROOT));
    }

    /** The name without surrounding blanks; empty unless it has 1 to 60 printable characters and imitates no part of the daemon. */
    public static Optional<String> of(String text) {
        String name = text.strip();
        boolean printable =
                name.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        return !name.isEmpty() && name.length() <= LONGEST && printable && !pretends(name)
                ? Optional.of(name)
                : Optional.empty();
    }
}
