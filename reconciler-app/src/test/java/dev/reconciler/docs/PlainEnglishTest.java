package dev.reconciler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.docs.Sentences.Sentence;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that a person reads is plain technical English: comments, messages, templates, alerts, descriptions of schemas, docs.
 */
@Tag("unit")
class PlainEnglishTest {
    private static final String READ =
            ".*\\.(java|jte)|(docs/|README|deploy/|rules/).*\\.(md|yaml)|.*/src/main/resources/.*\\.(json|yaml)";

    @Test
    void noSentenceHasAForbiddenPattern() {
        List<Path> files =
                Pages.files(Pages.ROOT, file -> relative(file).toString().matches(READ));
        assertThat(files).hasSizeGreaterThan(900);

        assertThat(files.stream().flatMap(file -> Sentences.of(file).stream()).flatMap(PlainEnglishTest::findings))
                .isEmpty();
    }

    private static Stream<String> findings(Sentence sentence) {
        return PlainEnglish.problems(sentence).map(problem -> "\n" + sentence + "\n    " + problem);
    }

    private static Path relative(Path file) {
        return Pages.ROOT.relativize(file);
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
