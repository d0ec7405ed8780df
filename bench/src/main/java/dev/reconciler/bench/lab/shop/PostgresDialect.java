package dev.reconciler.bench.lab.shop;

import dev.reconciler.schema.TableRef;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's SQL. */
record PostgresDialect() implements ShopDialect {
    @Override
    public String targetTables() {
        return "/demo/target.sql";
    }

    @Override
    public String sourceTables() {
        return "/demo/source.sql";
    }

    @Override
    public String withoutOwnTypes(String tables) {
        return tables.replace(" uuid ", " text ").replace(" text[] ", " text ");
    }

    @Override
    public String table(TableRef table) {
        return ShopSql.name(table.schema()) + "." + ShopSql.name(table.name());
    }

    @Override
    public void bind(PreparedStatement statement, int place, @Nullable String text) throws SQLException {
        statement.setObject(place, text, Types.OTHER);
    }

    @Override
    public String flag(String column) {
        return column + "::text::char";
    }

    @Override
    public String bytes(String column) {
        return column + "::text";
    }

    @Override
    public String list(String column) {
        return column + "::text";
    }

    @Override
    public String time(String column) {
        return column + "::text";
    }

    @Override
    public String sameText() {
        return "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET extra_float_digits = 1; SET bytea_output = 'hex'";
    }

    @Override
    public String text(String expression) {
        return expression + "::text COLLATE \"C\"";
    }

    @Override
    public String hasKey(String column) {
        return ShopSql.name(column) + "::text = ?";
    }

    @Override
    public String withGivenKeys() {
        return "OVERRIDING SYSTEM VALUE";
    }

    @Override
    public String orUpdate(List<String> key, List<String> others) {
        return "ON CONFLICT (" + ShopSql.names(key) + ") DO UPDATE SET "
                + others.stream()
                        .map(column -> ShopSql.name(column) + " = EXCLUDED." + ShopSql.name(column))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public String deferForeignKeys() {
        return "SET CONSTRAINTS ALL DEFERRED";
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET LOCAL session_replication_role = replica";
    }

    @Override
    public Object bound(String column, @Nullable String text) {
        return new ShopSql.Text(text);
    }

    @Override
    public String withMember(String column, String name, String text) {
        return column + " = " + column + " || '{\"" + name + "\": \"" + text + "\"}'";
    }

    @Override
    public String withElement(String column, @Nullable String text) {
        // The column may be a text, too.
        return column + " = " + column + "::text::text[] || ARRAY[" + (text == null ? "NULL" : "'" + text + "'") + "]";
    }

    @Override
    public String withByte(String column) {
        return column + " = coalesce(" + column + ", '') || '\\x00'::bytea";
    }

    @Override
    public String later(String column, int units, String unit) {
        return column + " = " + column + " + interval '" + units + " " + unit + "'";
    }

    @Override
    public String day(String expression) {
        return "(" + expression + " AT TIME ZONE 'UTC')::date::text";
    }
}
