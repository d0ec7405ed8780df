package dev.reconciler.row;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A row's identity: the canonical values of its key columns, in key order. Never null in any part. */
public record RowKey(List<String> parts) {
    public RowKey {
        parts = List.copyOf(parts);
    }

    public static RowKey of(String... parts) {
        return new RowKey(List.of(parts));
    }

    /** For people: parts joined by a comma. Not injective; use {@link #encoded} to identify. */
    @Override
    public String toString() {
        return String.join(",", parts);
    }

    /** One text for the key: each part with its length in front, so that no two keys share it. */
    public String encoded() {
        StringBuilder text = new StringBuilder(parts.size() * 16);
        for (String part : parts) {
            text.append(part.length()).append(':').append(part);
        }
        return text.toString();
    }

    /** As {@link #encoded}, with the lengths in bytes of UTF-8: the form that every engine can write in SQL, to be hashed. */
    public String lengthPrefixed() {
        StringBuilder text = new StringBuilder(parts.size() * 16);
        for (String part : parts) {
            text.append(part.getBytes(StandardCharsets.UTF_8).length)
                    .append(':')
                    .append(part);
        }
        return text.toString();
    }

    /**
     * Inverse of {@link #encoded}.
     *
     * @throws IllegalArgumentException if the text is not an encoded key
     */
    public static RowKey decode(String encoded) {
        List<String> parts = new java.util.ArrayList<>();
        int at = 0;
        while (at < encoded.length()) {
            int colon = encoded.indexOf(':', at);
            if (colon < 0) {
                throw new IllegalArgumentException("not an encoded key: " + encoded);
            }
            int end = colon + 1 + Integer.parseInt(encoded, at, colon, 10);
            if (end > encoded.length()) {
                throw new IllegalArgumentException("not an encoded key: " + encoded);
            }
            parts.add(encoded.substring(colon + 1, end));
            at = end;
        }
        return new RowKey(parts);
    }
}
