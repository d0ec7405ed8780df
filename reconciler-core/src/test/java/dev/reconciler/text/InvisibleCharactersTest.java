package dev.reconciler.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class InvisibleCharactersTest {
    @ParameterizedTest
    @CsvSource({
        "202E, \\u202E", // right-to-left override
        "2066, \\u2066", // isolate
        "061C, \\u061C", // Arabic letter mark
        "200B, \\u200B", // zero-width space
        "200D, \\u200D", // zero-width joiner
        "FEFF, \\uFEFF", // byte order mark
        "00AD, \\u00AD", // soft hyphen
        "0000, \\u0000",
        "001B, \\u001B", // escape, which starts a terminal's commands
        "000D, \\u000D",
        "0085, \\u0085",
        "2028, \\u2028",
        "3164, \\u3164", // Hangul filler, a letter
        "FE0F, \\uFE0F", // variation selector, a mark
        "D800, \\uD800", // lone surrogate
        "E0041, \\u{E0041}", // tag
    })
    void eachIsShownAsAnEscape(String hex, String escaped) {
        int character = Integer.parseInt(hex, 16);
        String text = "a" + new String(Character.toChars(character)) + "b";
        assertThat(InvisibleCharacters.isIn(text)).isTrue();
        assertThat(InvisibleCharacters.escaped(text)).isEqualTo("a" + escaped + "b");
        assertThat(InvisibleCharacters.name(character)).isEqualTo("U+" + hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "Müller & Söhne", "line\nand\ttab", "שלום", "日本語", "1\u202f000", "😀", "\\u202E"})
    void whatAReaderSeesStaysAsItIs(String text) {
        assertThat(InvisibleCharacters.isIn(text)).isFalse();
        assertThat(InvisibleCharacters.escaped(text)).isSameAs(text);
    }

    @Test
    void eachIsReplacedAndNothingElse() {
        assertThat(InvisibleCharacters.replace("\u202ea\u200bb", InvisibleCharacters::name))
                .isEqualTo("U+202EaU+200Bb");
    }
}
