package dev.reconciler.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that was probably meant. */
final class Nearest {
    private Nearest() {}

    /** Of the names that differ by a third of the word's letters at most (two letters always), the nearest. */
    static Optional<String> of(String word, Collection<String> names) {
        int limit = Math.max(2, word.length() / 3);
        return names.stream()
                .filter(name -> distance(word, name) <= limit)
                .min(Comparator.<String>comparingInt(name -> distance(word, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Letters to add, drop or change (V. Levenshtein, 1965). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
