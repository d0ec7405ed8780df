package dev.reconciler.app.web;

import dev.reconciler.text.InvisibleCharacters;
import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Escapes every value that a template prints, and marks its invisible characters in the text of a page and in attributes that a
 * browser shows or a screen reader reads. Other attributes (fields, links) keep the value exactly, because the browser sends them
 * back.
 */
final class MarkedOutput extends OwaspHtmlTemplateOutput {
    private static final Set<String> READ_BY_PEOPLE = Set.of("title", "aria-label", "alt", "placeholder");
    /** Elements that hold text only. */
    private static final Set<String> TEXT_ONLY = Set.of("title", "option");

    private @Nullable String tag;
    private @Nullable String attribute;

    MarkedOutput(TemplateOutput output) {
        super(output);
    }

    @Override
    public void setContext(@Nullable String tagName, @Nullable String attributeName) {
        super.setContext(tagName, attributeName);
        tag = tagName;
        attribute = attributeName;
    }

    @Override
    public void writeUserContent(@Nullable String value) {
        if (value == null || !InvisibleCharacters.isIn(value)) {
            super.writeUserContent(value);
        } else if (attribute != null) {
            super.writeUserContent(READ_BY_PEOPLE.contains(attribute) ? inPlainText(value) : value);
        } else if (tag != null && TEXT_ONLY.contains(tag)) {
            super.writeUserContent(inPlainText(value));
        } else {
            writeMarked(value);
        }
    }

    private static String inPlainText(String value) {
        return InvisibleCharacters.replace(value, character -> "[" + InvisibleCharacters.name(character) + "]");
    }

    private void writeMarked(String value) {
        StringBuilder visible = new StringBuilder();
        value.codePoints().forEach(character -> {
            if (InvisibleCharacters.is(character)) {
                super.writeUserContent(visible.toString());
                visible.setLength(0);
                writeContent("<span class=\"mark\">" + InvisibleCharacters.name(character) + "</span>");
            } else {
                visible.appendCodePoint(character);
            }
        });
        super.writeUserContent(visible.toString());
    }
}
