package dev.reconciler.bench.lab.shop;

import dev.reconciler.schema.TableRef;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SQL that MySQL and MariaDB share, in sessions with {@code sql_mode ANSI} and UTC as their zone. */
record MySqlDialect() implements ShopDialect {
    /** Columns whose values PostgreSQL prints in another form. */
    private static final Set<String> FLAGS = Set.of("archived");

    private static final Set<String> BYTES = Set.of("avatar", "image");
    private static final Set<String> TIMES =
            Set.of("changed_at", "registered_at", "ordered_at", "booked_at", "updated_at", "created_at", "placed_at");

    @Override
    public String targetTables() {
        return "/demo/target-mysql.sql";
    }

    @Override
    public String sourceTables() {
        return "/demo/source-mysql.sql";
    }

    @Override
    public String withoutOwnTypes(String tables) {
        return tables;
    }

    /** A database is what a schema is elsewhere. */
    @Override
    public String table(TableRef table) {
        String name = ShopSql.name(table.name());
        return table.schema().equals(ShopSourceTables.SCHEMA) ? name : ShopSql.name(table.schema()) + "." + name;
    }

    @Override
    public void bind(PreparedStatement statement, int place, @Nullable String text) throws SQLException {
        statement.setString(place, text);
    }

    @Override
    public String flag(String column) {
        return "if(" + column + ", 't', 'f')";
    }

    @Override
    public String bytes(String column) {
        return "concat('\\\\x', lower(hex(" + column + ")))";
    }

    /** It is kept so. */
    @Override
    public String list(String column) {
        return column;
    }

    @Override
    public String time(String column) {
        return "date_format(" + column + ", '%Y-%m-%d %H:%i:%s.%f+00')";
    }

    @Override
    public String sameText() {
        return "SET time_zone = '+00:00'";
    }

    @Override
    public String text(String expression) {
        return "cast(" + expression + " AS char) COLLATE utf8mb4_bin";
    }

    /** By the index: a scan would lock every row that it reads. */
    @Override
    public String hasKey(String column) {
        return ShopSql.name(column) + " = ?";
    }

    @Override
    public String withGivenKeys() {
        return "";
    }

    @Override
    public String orUpdate(List<String> key, List<String> others) {
        return "ON DUPLICATE KEY UPDATE "
                + others.stream()
                        .map(column -> ShopSql.name(column) + " = VALUES(" + ShopSql.name(column) + ")")
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String deferForeignKeys() {
        // There is nothing between an immediate check and none; the source has checked the rows already.
        return "SET foreign_key_checks = 0";
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET foreign_key_checks = 0";
    }

    @Override
    public @Nullable Object bound(String column, @Nullable String text) {
        if (text == null) {
            return null;
        } else if (FLAGS.contains(column)) {
            return text.equals("t");
        } else if (BYTES.contains(column)) {
            return HexFormat.of().parseHex(text, "\\x".length(), text.length());
        } else {
            // Without the offset, which is that of UTC.
            return TIMES.contains(column) ? text.substring(0, text.lastIndexOf('+')) : text;
        }
    }

    @Override
    public String withMember(String column, String name, String text) {
        return column + " = json_set(" + column + ", '$." + name + "', '" + text + "')";
    }

    /** Lists are kept as PostgreSQL prints them. */
    @Override
    public String withElement(String column, @Nullable String text) {
        return column + " = replace(" + column + ", '}', '," + (text == null ? "NULL" : text) + "}')";
    }

    @Override
    public String withByte(String column) {
        return column + " = concat(coalesce(" + column + ", ''), x'00')";
    }

    @Override
    public String later(String column, int units, String unit) {
        return column + " = " + column + " + INTERVAL " + units + " " + unit;
    }

    @Override
    public String day(String expression) {
        return "cast(" + expression + " AS date)";
    }
}
