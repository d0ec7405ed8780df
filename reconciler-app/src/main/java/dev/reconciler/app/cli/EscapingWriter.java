package dev.reconciler.app.cli;

import dev.reconciler.text.InvisibleCharacters;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Shows invisible characters as escapes, so that no value in a message changes what a terminal shows of the rest. */
final class EscapingWriter extends FilterWriter {
    private EscapingWriter(Writer out) {
        super(out);
    }

    static PrintWriter around(Writer out) {
        return new PrintWriter(new EscapingWriter(out), true);
    }

    @Override
    public void write(int character) throws IOException {
        write(String.valueOf((char) character));
    }

    @Override
    public void write(char[] characters, int from, int length) throws IOException {
        write(new String(characters, from, length));
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        out.write(InvisibleCharacters.escaped(text.substring(from, from + length)));
    }
}
