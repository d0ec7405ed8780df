package dev.reconciler.mapping.transform;

/** Removal of spaces (U+0020), as SQL renders it by {@code btrim(x, ' ')}. */
final class Spaces {
    private Spaces() {}

    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }
}
