package dev.reconciler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.Main;
import dev.reconciler.app.cli.Outcome;
import dev.reconciler.run.RunListener;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/EXAMPLES.md is true: its statements, files and commands, in their order, on two real databases, print what it says.
 * {@code -Dreconciler.test.examples=write} writes the output of each command into the page.
 */
@Tag("db")
class ExamplesTest {
    private static final boolean WRITE = "write".equals(System.getProperty("reconciler.test.examples"));
    private static final Path PAGE = Pages.ROOT.resolve("docs/EXAMPLES.md");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern COMMAND =
            Pattern.compile("\\$ ./reconciler (?<arguments>[^#\\n]*?)\\s*(?:# exits with (?<exit>\\d))?\\n");

    /** Patterns of what differs from run to run. Columns of tables are as wide as their values, so blanks and rules count as one. */
    private static final List<Map.Entry<String, String>> VARYING = List.of(
            Map.entry("\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z?)?", "TIME"),
            Map.entry("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "ID"),
            Map.entry("\\b[0-9a-f]{64}\\b", "HASH"),
            Map.entry("\\b[0-9A-F]+/[0-9A-F]+\\b", "POSITION"),
            Map.entry("\\b\\d+(\\.\\d+)? (ms|s|seconds?)\\b", "DURATION"));

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String source = cluster.createDatabase("examples_source");
    private final String target = cluster.createDatabase("examples_target");

    @TempDir
    private Path directory;

    @Test
    void everyExampleOfThePagePrintsWhatThePageSays() throws IOException {
        String page = Pages.text(PAGE);
        StringBuilder written = new StringBuilder();
        int commands = 0;
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            String content = block.group(2);
            switch (block.group(1)) {
                case "sql" -> cluster.execute(content.startsWith("-- source\n") ? source : target, content);
                case "yaml" -> write(content);
                case "console" -> {
                    String printed = play(content);
                    commands += content.split("\\$ ./reconciler ", -1).length - 1;
                    assertThat(WRITE || masked(printed).equals(masked(content)))
                            .as("the page says%n%s%n%nprinted was%n%s", content, printed)
                            .isTrue();
                    block.appendReplacement(written, Matcher.quoteReplacement("```console\n" + printed + "```"));
                }
                default -> throw new AssertionError("no example is in " + block.group(1));
            }
        }
        block.appendTail(written);
        if (WRITE) {
            Files.writeString(PAGE, written);
        }
        assertThat(commands).isGreaterThan(12);
    }

    private void write(String content) throws IOException {
        Path file = directory.resolve(content.lines().findFirst().orElseThrow().substring("# ".length()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Returns the block with the output that its commands print now. */
    private String play(String block) {
        StringBuilder printed = new StringBuilder();
        Matcher command = COMMAND.matcher(block);
        while (command.find()) {
            Outcome outcome = run(command.group("arguments"));
            assertThat(outcome.exit())
                    .as("%s%n%s", command.group(), outcome)
                    .isEqualTo(command.group("exit") == null ? 0 : Integer.parseInt(command.group("exit")));
            printed.append(command.group());
            named(outcome.out()).lines().forEach(line -> printed.append(line.stripTrailing())
                    .append('\n'));
        }
        return printed.toString();
    }

    private Outcome run(String arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments.split(" +")));
        all.replaceAll(argument ->
                argument.equals("reconciler.yaml") ? directory.resolve(argument).toString() : argument);
        return Outcome.of(
                Main.commands(
                        Map.of("SOURCE_URL", url(source), "TARGET_URL", url(target)),
                        RunListener.NONE,
                        () -> {
                            throw new IllegalStateException("no command here runs until it is stopped");
                        },
                        "reader"),
                all.toArray(String[]::new));
    }

    private String url(String database) {
        return "postgresql://postgres@" + server(database);
    }

    private String server(String database) {
        return "localhost:" + cluster.port() + "/" + database;
    }

    /** With the reader's names instead of this test's. */
    private String named(String printed) {
        return printed.replace(server(source), "localhost:5432/old_shop")
                .replace(server(target), "localhost:5432/new_shop")
                .replace(directory + "/", "");
    }

    private static String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> varying : VARYING) {
            masked = masked.replaceAll(varying.getKey(), varying.getValue());
        }
        return masked.replaceAll("[ ─-]+", " ");
    }
}
