package dev.reconciler.targetstream;

import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.row.RowHash;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Images as text: the core's hash, then {@code ;column=hash} for each wide column and {@code ;column:value} for each value, in
 * hexadecimal UTF-8 after a {@code +}, empty for NULL. Null for no row.
 */
public final class ImageText {
    private static final HexFormat HEX = HexFormat.of();
    private static final int HALF = 16;

    private ImageText() {}

    public static @Nullable String of(LedgerImage image) {
        if (image.core() == null) {
            return null;
        }
        StringBuilder text = new StringBuilder(text(image.core()));
        image.wide()
                .forEach((column, hash) ->
                        text.append(';').append(column).append('=').append(text(hash)));
        image.values().forEach((column, value) -> text.append(';')
                .append(column)
                .append(':')
                .append(value.map(it -> "+" + HEX.formatHex(it.getBytes(StandardCharsets.UTF_8)))
                        .orElse("")));
        return text.toString();
    }

    public static LedgerImage parse(@Nullable String text) {
        if (text == null) {
            return LedgerImage.ABSENT;
        }
        String[] parts = text.split(";", -1);
        Map<Integer, RowHash> wide = new TreeMap<>();
        Map<Integer, Optional<String>> values = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                int colon = parts[i].indexOf(':');
                values.put(Integer.valueOf(parts[i].substring(0, colon)), value(parts[i].substring(colon + 1)));
            } else {
                wide.put(Integer.valueOf(parts[i].substring(0, equals)), hash(parts[i].substring(equals + 1)));
            }
        }
        return new LedgerImage(true, hash(parts[0]), wide, values);
    }

    private static Optional<String> value(String hex) {
        return hex.isEmpty()
                ? Optional.empty()
                : Optional.of(new String(HEX.parseHex(hex.substring(1)), StandardCharsets.UTF_8));
    }

    private static String text(RowHash hash) {
        return HEX.toHexDigits(hash.high()) + HEX.toHexDigits(hash.low());
    }

    private static RowHash hash(String hex) {
        return new RowHash(
                HexFormat.fromHexDigitsToLong(hex, 0, HALF), HexFormat.fromHexDigitsToLong(hex, HALF, 2 * HALF));
    }
}
