package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.cli.Reconciler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/** Pages name only options that the demo has; the daemon's program, which other commands are checked with, takes any. */
@Tag("unit")
class DemoOptionsTest {
    private static final Path ROOT = Path.of("..");
    /** Options may precede the command; a comment, a pipe or the end of the code ends it. */
    private static final Pattern COMMAND = Pattern.compile("\\./reconciler ((?:-\\S+ )*demo\\b[^`\\n#|>;&]*)");

    @Test
    void pagesNameOnlyOptionsThatExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Path page : pages()) {
            for (String command : commands(Files.readString(page))) {
                all.add(command);
                String problem = problem(command);
                if (!problem.isEmpty()) {
                    wrong.add(page.getFileName() + ": " + command + ": " + problem);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(all).contains("demo", "demo --once", "demo --mode observe --once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --twice",
                "demo --target oracle",
                "demo --source oracle",
                "demo --mode neither",
                "demo --once extra",
                "demo --port",
                "demo --seed=x"
            })
    void wrongOptionIsFound(String command) {
        assertThat(commands("Run `./reconciler " + command + "` first.")).containsExactly(command);
        assertThat(problem(command)).isNotEmpty();
    }

    @Test
    void commandIsFoundInEveryPlace() {
        assertThat(commands("""
                As `./reconciler demo --once`, or `./reconciler demo`: both.
                ```sh
                A=b ./reconciler -v demo --seed 7   # a comment
                ./reconciler demo --format json | jq .
                ./reconciler verify
                ```
                """)).containsExactly("demo --once", "demo", "-v demo --seed 7", "demo --format json");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> commands(String page) {
        return COMMAND.matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1).strip())
                .toList();
    }

    /** Empty if the demo takes the command. */
    private static String problem(String command) {
        try {
            Reconciler.of(List.of(new DemoCommand())).parseArgs(command.split(" +"));
            return "";
        } catch (ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
