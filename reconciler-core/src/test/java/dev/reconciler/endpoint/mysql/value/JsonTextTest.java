package dev.reconciler.endpoint.mysql.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.testing.PostgresCluster;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents are printed as PostgreSQL prints them as jsonb, whatever the order of their members. */
@Tag("db")
class JsonTextTest {
    private static final List<String> KEYS =
            List.of("", "a", "b", "B", "aa", "é", "ab", "z€", "€", "😀", "~~~~", "\uE000", "a\\\"b", "key", "kez");
    private static final List<String> SCALARS = List.of(
            "0",
            "-0",
            "7",
            "-12",
            "123456789012345678901234567890",
            "1.50",
            "-0.0",
            "1e3",
            "12.5E-3",
            "true",
            "null",
            "\"\"",
            "\"a\\u0001\\/\\t\"",
            "\"é€😀\"",
            "[]",
            "{}");

    private final Random random = new Random(20261128);

    private String document(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind == 0) {
            return SCALARS.get(random.nextInt(SCALARS.size()));
        }
        List<String> parts = IntStream.range(0, random.nextInt(6))
                .mapToObj(i ->
                        (kind == 1 ? "" : "\"" + KEYS.get(random.nextInt(KEYS.size())) + "\":") + document(depth - 1))
                .toList();
        return kind == 1 ? "[" + String.join(" ,", parts) + "]" : "{ " + String.join(",", parts) + "}";
    }

    @Test
    void documentsArePrintedAsJsonb() throws SQLException {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            documents.add(document(3));
        }
        PostgresColumn jsonb = PostgresColumn.of(PostgresCluster.shared().createDatabase("documents"), "jsonb");

        assertThat(documents.stream().map(JsonText::print)).isEqualTo(jsonb.printed(new ArrayList<>(documents)));
    }

    /** The second printing meets documents as MySQL prints them. */
    @Test
    void printedDocumentIsLeftAsItIs() {
        for (int i = 0; i < 2_000; i++) {
            String printed = JsonText.print(document(3));
            assertThat(JsonText.print(printed)).isEqualTo(printed);
        }
        assertThat(PrintedJson.is("{\"a\": [1, -2.50, \"é\", {}, []], \"b\": true, \"aa\": {\"c\": null}}"))
                .isTrue();
    }

    /** Each differs from what PostgreSQL prints, so that it has to be printed again. */
    @Test
    void documentInAnotherFormIsNotTakenForPrinted() {
        assertThat(List.of(
                        "{\"b\": 1, \"a\": 2}",
                        "{\"aa\": 1, \"b\": 2}",
                        "{\"a\": 1, \"a\": 2}",
                        "{\"a\":1}",
                        "{\"a\": 1,\"b\": 2}",
                        "{ \"a\": 1}",
                        "{\"a\": 1,  \"b\": 2}",
                        "[1,2]",
                        "[ 1]",
                        "[1, 2] ",
                        " 1",
                        "-0",
                        "-0.0",
                        "1e2",
                        "1E2",
                        "\"a\\u0041\"",
                        "{\"a\\u0041\": 1}",
                        "[{\"b\": 1, \"a\": 2}]"))
                .allSatisfy(text -> assertThat(JsonText.print(text)).isNotEqualTo(text));
    }

    @Test
    void textThatIsNoDocumentIsLeftAsItIs() {
        assertThat(List.of(
                        "{\"b\": 1, \"a\": 2",
                        "01",
                        "-01",
                        "1.",
                        "-",
                        "tru",
                        "trueq",
                        "[1, ]",
                        "[1",
                        "{\"a\": }",
                        "{\"a\": 1, }",
                        "\"a",
                        "\"a\nb\"",
                        "{} {}",
                        "",
                        "{\"a\" 1}"))
                .allSatisfy(text -> assertThat(JsonText.print(text)).isEqualTo(text));
    }
}
