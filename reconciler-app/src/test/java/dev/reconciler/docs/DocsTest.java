package dev.reconciler.docs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.Main;
import dev.reconciler.app.cli.Reconciler;
import dev.reconciler.run.RunListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Pages name only existing commands, metrics, tests and sections. */
@Tag("db")
class DocsTest {
    private static final String METRIC = "\\b(?:reconciliation|cdc|data_drift)_[a-z_]+\\b";

    @Test
    void everyNamedCommandExists() {
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        for (Path page : Pages.all()) {
            for (String line : commands(Pages.text(page))) {
                commands++;
                String problem = problem(line);
                if (!problem.isEmpty()) {
                    wrong.add(page + ": " + line + ": " + problem);
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(commands).isGreaterThan(10);
    }

    /** In code blocks, and in code within sentences. */
    private static List<String> commands(String page) {
        Stream<String> blocks = Stream.of("", "sh", "bash")
                .flatMap(language -> Pages.blocks(page, language).stream())
                .flatMap(String::lines)
                .filter(line -> line.startsWith("./reconciler "));
        Stream<String> spans =
                Pages.matches("`(\\./reconciler [^`\\n]+)`", page).map(span -> span.group(1));
        return Stream.concat(blocks, spans).toList();
    }

    private static String problem(String line) {
        CommandLine program = Reconciler.of(Main.commands(
                Map.of(),
                RunListener.NONE,
                () -> {
                    throw new IllegalStateException("only parsed here");
                },
                "docs"));
        String arguments = line.replaceFirst("[#|>].*", "").substring("./reconciler ".length());
        try {
            CommandLine.ParseResult parsed = program.parseArgs(arguments.strip().split(" +"));
            return parsed.hasSubcommand() ? "" : "names no command";
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void everyMetricIsExported() {
        Path test = Pages.ROOT.resolve("reconciler-app/src/test/java/dev/reconciler/app/metrics/MetricsTest.java");
        // The metrics that the test requires of a scrape.
        Set<String> exported = Pages.matches(METRIC, Pages.text(test))
                .map(name -> name.group())
                .collect(toSet());
        Stream<Path> pages = Stream.concat(
                Pages.all().stream(),
                Pages.files(
                        Pages.ROOT.resolve("deploy"), file -> file.toString().endsWith(".yaml"))
                        .stream());

        Set<String> named = pages.flatMap(page -> Pages.matches(METRIC, Pages.text(page)))
                .map(name -> name.group())
                .collect(toSet());
        assertThat(exported).containsAll(named);
        assertThat(named).hasSizeGreaterThan(8);
    }

    @Test
    void everyTestThatAPageNamesShowsWhatItIsSaidToShow() {
        Map<String, String> tests = new java.util.HashMap<>();
        for (Path file : Pages.files(Pages.ROOT, path -> path.toString().contains("/src/test/java/"))) {
            tests.put(file.getFileName().toString().replace(".java", ""), Pages.text(file));
        }
        List<String> missing = new ArrayList<>();
        for (Path page : Pages.all()) {
            Pages.matches("\\b([A-Z]\\w+(?:Test|Contract|Family))(?:\\.([a-z]\\w+))?\\b", Pages.text(page))
                    .filter(name -> {
                        String test = tests.get(name.group(1));
                        return test == null || name.group(2) != null && !test.contains(" " + name.group(2) + "(");
                    })
                    .forEach(name -> missing.add(page + ": " + name.group()));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyKindOfLegacyDataNamesTheTestThatShowsIt() {
        String section = Pages.page("docs/TYPES.md").replaceFirst("(?s).*\n## Legacy data\n(.*?)\n## .*", "$1");
        List<String> cases =
                section.lines().filter(line -> line.startsWith("| ")).skip(1).toList();

        assertThat(cases).hasSizeGreaterThanOrEqualTo(16).allSatisfy(line -> {
            String[] cells = line.split("\\|");
            assertThat(cells[cells.length - 1]).containsPattern("`[A-Z]\\w+(Test|Contract|Family)\\.[a-z]\\w+`");
        });
    }

    @Test
    void everyJobSaysWhatShowsItOrThatNothingDoes() {
        List<String> jobs = Pages.page("docs/VERIFICATION.md")
                .lines()
                .filter(line -> line.startsWith("| `") || line.startsWith("| recheck"))
                .toList();

        assertThat(jobs).hasSize(10).allSatisfy(job -> {
            String[] cells = job.split("\\|");
            assertThat(cells[cells.length - 1]).matches(".*(Test`|no test).*");
        });
    }

    @Test
    void glossaryIsAlphabeticalBriefAndNamesPackagesThatExist() {
        List<List<String>> entries = Pages.matches(
                        "(?m)^\\| \\*\\*([^*]+)\\*\\* \\| (.+) \\| `([a-z.]+)`.* \\|$", Pages.page("docs/GLOSSARY.md"))
                .map(entry -> List.of(entry.group(1), entry.group(2), entry.group(3)))
                .toList();
        List<String> terms = entries.stream().map(entry -> entry.get(0)).toList();

        assertThat(terms).hasSizeGreaterThan(40).isSorted().doesNotHaveDuplicates();
        assertThat(Pages.page("docs/GLOSSARY.md").lines().filter(line -> line.startsWith("| **")))
                .hasSameSizeAs(terms);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.get(1).split("(?<=[.]) ")).as(entry.get(0)).hasSizeLessThanOrEqualTo(3);
            assertThat(Stream.of("core", "cdc", "app")
                            .map(module -> Pages.ROOT.resolve("reconciler-" + module + "/src/main/java/dev/reconciler/"
                                    + entry.get(2).replace('.', '/'))))
                    .as(entry.get(2))
                    .anyMatch(Files::isDirectory);
        });
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path page : Pages.all()) {
            Pages.matches("\\]\\(([^)\\s]+)\\)", Pages.text(page))
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains("://") && !resolves(page, link))
                    .forEach(link -> broken.add(page + ": " + link));
        }

        assertThat(broken).isEmpty();
    }

    private static boolean resolves(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(file)
                && (parts.length == 1 || Pages.anchors(Pages.text(file)).contains(parts[1]));
    }

    @Test
    void everyAlertHasItsSectionInTheRunbook() {
        String alerts = Pages.page("deploy/prometheus/alerts.yaml");
        List<String> sections = Pages.matches("runbook: docs/OPERATIONS\\.md#(\\S+)", alerts)
                .map(section -> section.group(1))
                .toList();
        List<String> names = Pages.matches("- alert: (\\w+)", alerts)
                .map(name -> name.group(1))
                .toList();

        assertThat(sections).hasSameSizeAs(names);
        assertThat(Pages.anchors(Pages.page("docs/OPERATIONS.md"))).containsAll(sections);
        assertThat(Pages.page("docs/OPERATIONS.md")).contains(names);
    }

    @Test
    void theMapShowsEveryPackageWithItsOwnSentence() {
        String map = Pages.page("docs/ARCHITECTURE.md").replace("`", "");
        List<Path> packages = Pages.files(
                Pages.ROOT,
                file -> file.endsWith("package-info.java") && file.toString().contains("/src/main/java/"));

        assertThat(packages).hasSizeGreaterThan(50).allSatisfy(file -> {
            String text = Pages.text(file);
            String name = text.replaceFirst("(?s).*?\\npackage dev\\.reconciler\\.([\\w.]+);.*", "$1");
            String sentence = text.replaceFirst("(?s)^/\\*\\*(.*?)\\*/.*", "$1")
                    .replaceAll("\\s*\\n \\*", " ")
                    .replaceAll("\\{@code ([^}]*)}", "$1")
                    .replaceAll(" +", " ")
                    .strip();
            assertThat(map).contains("| " + name + " | " + sentence + " |");
        });
    }

    /** docs/DEVELOPMENT.md: {@code -Dgroups=unit} runs the tests that need no server. */
    @Test
    void everyTestClassIsTaggedUnitDbOrSystem() {
        List<Path> tests = Pages.files(
                Pages.ROOT,
                file -> file.toString().contains("/src/test/java/")
                        && file.getFileName().toString().endsWith("Test.java"));

        assertThat(tests).hasSizeGreaterThan(200).allSatisfy(file -> {
            String text = Pages.text(file);
            List<String> tags = Pages.matches("(?m)^@(?:net\\.jqwik\\.api\\.)?Tag\\(\"(\\w+)\"\\)", text)
                    .map(tag -> tag.group(1))
                    .distinct()
                    .toList();
            assertThat(tags).hasSize(1).isSubsetOf("unit", "db", "system");
            if (tags.contains("unit")) {
                assertThat(text).doesNotContain("PostgresCluster");
            }
        });
    }

    @Test
    void theReadmesTestCommandIsWhatDecidesWhetherAChangeLands() {
        String decides = Arrays.stream(Pages.page(".ci/run").split("\n"))
                .filter(line -> line.startsWith("exec "))
                .map(line -> line.substring("exec ".length()))
                .findFirst()
                .orElseThrow();

        assertThat(Pages.page("README.md")).contains("`" + decides + "`");
    }
}
