package dev.reconciler.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The examples of docs/CONFIG.md: first the shortest, then the full one. */
final class DocumentedExamples {
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    private DocumentedExamples() {}

    static String shortest() throws IOException {
        return blocks().get(0);
    }

    static String full() throws IOException {
        return blocks().get(1);
    }

    /** Settings that would contradict the full example. */
    static List<String> fragments() throws IOException {
        return blocks().subList(2, blocks().size());
    }

    private static List<String> blocks() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "CONFIG.md"));
        return BLOCK.matcher(page).results().map(match -> match.group(1)).toList();
    }
}
