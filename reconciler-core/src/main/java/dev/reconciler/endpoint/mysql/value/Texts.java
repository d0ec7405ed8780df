package dev.reconciler.endpoint.mysql.value;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value that the server sends as text in both of the driver's protocols. Sessions receive texts in UTF-8 ({@link
 * dev.reconciler.endpoint.mysql.MySqlSessionProperties}); the driver's own reading looks up its settings for each value.
 */
final class Texts {
    private Texts() {}

    static @Nullable String read(ResultSet row, int index) throws SQLException {
        byte[] bytes = row.getBytes(index);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
