package dev.reconciler.cdc.capture.debezium.mysql;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Decodes logged texts, which are in their column's character set. */
final class LoggedText {
    /** The sets in which Java and the server agree on every character. */
    private static final Map<String, Charset> SETS = Map.of(
            "utf8mb4", StandardCharsets.UTF_8,
            "utf8mb3", StandardCharsets.UTF_8,
            "utf8", StandardCharsets.UTF_8,
            // Without five bytes that Java leaves unassigned.
            "latin1", Charset.forName("windows-1252"),
            "ascii", StandardCharsets.US_ASCII,
            "ucs2", StandardCharsets.UTF_16BE,
            "utf16", StandardCharsets.UTF_16BE,
            "utf16le", StandardCharsets.UTF_16LE,
            "utf32", Charset.forName("UTF-32BE"));

    private LoggedText() {}

    /** @throws IllegalArgumentException if the bytes are no text of the set, or the set is not supported */
    static String decode(byte[] bytes, String set) {
        Charset charset = SETS.get(set);
        if (charset == null) {
            throw new IllegalArgumentException("the character set " + set + " is not supported in the stream");
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a text in " + set, e);
        }
    }

    /** Returns the bytes of a character at most. */
    static int widest(String set) {
        return switch (set) {
            case "utf8mb4", "utf16", "utf16le", "utf32", "gb18030" -> 4;
            case "utf8mb3", "utf8", "ujis", "eucjpms" -> 3;
            case "ucs2", "sjis", "cp932", "gbk", "gb2312", "big5", "euckr" -> 2;
            default -> 1;
        };
    }
}
