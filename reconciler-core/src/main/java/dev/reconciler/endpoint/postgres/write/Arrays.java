package dev.reconciler.endpoint.postgres.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One-dimensional arrays as PostgreSQL reads them. */
final class Arrays {
    private Arrays() {}

    static String literal(List<? extends @Nullable String> elements) {
        StringBuilder text = new StringBuilder(length(elements)).append('{');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            append(text, elements.get(i));
        }
        return text.append('}').toString();
    }

    /** Long enough unless much is to be escaped. */
    private static int length(List<? extends @Nullable String> elements) {
        int length = 2;
        for (String element : elements) {
            length += element == null ? 5 : element.length() + 3;
        }
        return length;
    }

    private static void append(StringBuilder text, @Nullable String element) {
        if (element == null) {
            text.append("NULL");
            return;
        }
        text.append('"');
        if (element.indexOf('"') < 0 && element.indexOf('\\') < 0) {
            text.append(element);
        } else {
            appendEscaped(text, element);
        }
        text.append('"');
    }

    private static void appendEscaped(StringBuilder text, String element) {
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
    }
}
