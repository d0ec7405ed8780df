package dev.reconciler.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class ReturnPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs",
                "/discrepancies?state=OPEN,IN_REVIEW&type=EXTRA_IN_TARGET&table=shop.payment&page=3",
                "/discrepancies?key=%5B%22a%20b%22%5D&tenant=M%C3%BCller",
                "/discrepancies/0f3a-41?notice=claimed"
            })
    void aPageOfThisServerKeepsItsWholeQuery(String page) {
        assertThat(ReturnPath.of(page)).isEqualTo(page);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "///evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "/\t/evil.example",
                "/\r\n/evil.example",
                "/%2f%2fevil.example",
                "/%5cevil.example",
                "/%09/evil.example",
                "/.//evil.example",
                "https://evil.example/",
                "https:evil.example",
                "javascript:alert(1)",
                " //evil.example",
                "/runs/..%2f..//evil.example",
                "/runs@evil.example",
                "evil.example",
                ""
            })
    void anotherHostIsNeverReturnedTo(String page) {
        assertThat(ReturnPath.of(page)).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/runs?x=\r\nLocation: https://evil.example",
                "/runs?//evil.example",
                "/runs?\\evil.example#@evil.example",
                "/runs?x=\u0000\u202e<script>\"'|^{}`"
            })
    void aQueryStaysAQueryOfThisServer(String page) {
        String checked = ReturnPath.of(page);
        URI resolved = URI.create("https://here.example/login").resolve(checked);
        assertThat(resolved.getHost()).isEqualTo("here.example");
        assertThat(resolved.getPath()).isEqualTo("/runs");
        assertThat(resolved.getFragment()).isNull();
        assertThat(checked).matches("[\\x21-\\x7e]+").doesNotContain("\\", "<", "\"", "#");
        assertThat(resolved.getQuery()).isEqualTo(page.substring(page.indexOf('?') + 1));
    }

    @Test
    void noAddressOrAnEndlessOneIsTheOverview() {
        assertThat(ReturnPath.of(null)).isEqualTo("/");
        assertThat(ReturnPath.of("/runs?" + "x".repeat(4_000))).isEqualTo("/");
    }
}
