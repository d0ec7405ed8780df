package dev.reconciler.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The repository's files, as text. */
final class Pages {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    private Pages() {}

    /** Every page of Markdown. */
    static List<Path> all() {
        return files(ROOT, path -> path.toString().endsWith(".md"));
    }

    /** In a directory that a build or a tool makes. A package may be called target, too: Maven's has a pom.xml next to it. */
    private static boolean isBuilt(Path file) {
        return Stream.iterate(file, path -> !path.equals(ROOT) && path.getParent() != null, Path::getParent)
                .anyMatch(path -> switch (path.getFileName().toString()) {
                    case "target" -> Files.exists(path.resolveSibling("pom.xml"));
                    case ".git", "node_modules" -> true;
                    default -> false;
                });
    }

    /** Files that are kept, whatever was built beside them. */
    static List<Path> files(Path below, java.util.function.Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !isBuilt(file))
                    .filter(wanted)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String page(String name) {
        return text(ROOT.resolve(name));
    }

    /** Code blocks of a language; of none, if it is empty. */
    static List<String> blocks(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    static Stream<MatchResult> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    /** The anchors of a page's headings. */
    static Set<String> anchors(String page) {
        String prose = BLOCK.matcher(page).replaceAll("");
        return HEADING.matcher(prose)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
