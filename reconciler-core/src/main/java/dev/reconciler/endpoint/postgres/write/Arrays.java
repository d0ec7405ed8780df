package dev.reconciler.endpoint.postgres.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One-dimensional arrays as PostgreSQL reads them. */
final class Arrays {
    private Arrays() {}

    static String literal(List<? extends @Nullable String> elements) {
        StringBuilder text = new StringBuilder(16 * elements.size() + 2).append('{');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            append(text, elements.get(i));
        }
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, @Nullable String element) {
        if (element == null) {
            text.append("NULL");
            return;
        }
        text.append('"');
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }
}
