package dev.reconciler.docs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.docs.Sentences.Sentence;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that a person reads is plain technical English: comments, messages, templates, alerts, descriptions of schemas, docs.
 * {@code plain-english.txt} holds the number of problems that each folder may still have; a number only goes down.
 */
class PlainEnglishTest {
    private static final String READ =
            ".*\\.(java|jte)|(docs/|README|deploy/|rules/).*\\.(md|yaml)|.*/src/main/resources/.*\\.(json|yaml)";

    @Test
    void noSentenceHasAForbiddenPattern() {
        List<Path> files =
                Pages.files(Pages.ROOT, file -> relative(file).toString().matches(READ));
        assertThat(files).hasSizeGreaterThan(900);
        Map<String, List<String>> problems = files.stream()
                .flatMap(file -> Sentences.of(file).stream())
                .flatMap(PlainEnglishTest::findings)
                .collect(groupingBy(
                        Finding::folder, TreeMap::new, java.util.stream.Collectors.mapping(Finding::text, toList())));
        Map<String, Integer> allowed = allowed();

        problems.entrySet().removeIf(folder -> folder.getValue().size() <= allowed.getOrDefault(folder.getKey(), 0));
        assertThat(problems).as("folders with more problems than %s", allowed).isEmpty();
    }

    private record Finding(String folder, String text) {}

    private static Stream<Finding> findings(Sentence sentence) {
        String folder = relative(sentence.file()).toString().replaceFirst("^([^/]+(?:/src/(?:main|test))?)/.*", "$1");
        return PlainEnglish.problems(sentence)
                .map(problem -> new Finding(folder, "\n" + sentence + "\n    " + problem));
    }

    private static Path relative(Path file) {
        return Pages.ROOT.relativize(file);
    }

    private static Map<String, Integer> allowed() {
        Map<String, Integer> allowed = new TreeMap<>();
        Pages.page("reconciler-app/src/test/resources/plain-english.txt")
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> allowed.put(line.split(" ")[0], Integer.valueOf(line.split(" ")[1])));
        return allowed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What the target holds.",
                "Whether it is in scope.",
                "To how many digits the target rounds.",
                "Where the log begins.",
                "A lock that others hold.",
                "The process says that it lives."
            })
    void clauseAndDialectAreFound(String text) {
        assertThat(PlainEnglish.problems(new Sentence(Pages.ROOT, 1, text, ""))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Returns whether the row is in scope.",
                "How to restart the daemon.",
                "What does a verdict prove?",
                "Where the log begins, the slot holds nothing.",
                "The others follow."
            })
    void plainSentencesAreNot(String text) {
        assertThat(PlainEnglish.problems(new Sentence(Pages.ROOT, 1, text, ""))).isEmpty();
    }
}
