package dev.reconciler.endpoint.mysql.catalog;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TypeStructure.Limits;
import dev.reconciler.schema.TypeTraits;
import dev.reconciler.schema.TypeTraits.Limit;
import dev.reconciler.schema.catalog.CatalogTable.Check;
import dev.reconciler.schema.catalog.CatalogTable.Counter;
import dev.reconciler.schema.catalog.CatalogTable.FullColumn;
import dev.reconciler.schema.catalog.CatalogTable.Index;
import dev.reconciler.schema.catalog.CatalogTable.Reference;
import dev.reconciler.schema.catalog.CatalogTable.Trigger;
import dev.reconciler.schema.catalog.ChangeSql;
import dev.reconciler.schema.catalog.SchemaChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes definitions of MySQL and MariaDB. A change of a column repeats its whole definition. */
public final class MySqlChangeSql implements ChangeSql {
    private static final int LONGEST_INDEXED_TEXT = 768;
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_TEXT = 16_000;
    private static final int LONGEST_CHAR = 255;
    private static final int MOST_DIGITS = 65;
    private static final int MOST_SCALE = 30;

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Override
    public String typeFor(ColumnType type) {
        Limits limits = type.structure().limits();
        TypeTraits traits = type.structure().traits();
        Integer length = limits.length();
        boolean characters = traits.limit() == Limit.CHARACTERS;
        return switch (type.logical()) {
            case INTEGER -> integer(limits.precision()) + (traits.unsigned() ? " unsigned" : "");
            case BOOLEAN -> "tinyint(1)";
            case DECIMAL -> decimal(limits);
            case FLOAT4 -> "float";
            case FLOAT8 -> "double";
            case TEXT, ENGINE_TEXT ->
                length == null || length > LONGEST_TEXT || !characters ? "longtext" : "varchar(" + length + ")";
            case PADDED_TEXT ->
                length == null || length > LONGEST_CHAR ? "varchar(" + length + ")" : "char(" + length + ")";
            case BYTES ->
                length == null || length > LONGEST_TEXT
                        ? "longblob"
                        : traits.limit() == Limit.EXACT_BYTES ? "binary(" + length + ")" : "varbinary(" + length + ")";
            case DATE -> "date";
            case TIME -> "time" + fraction(limits);
            case TIMESTAMP -> "datetime" + fraction(limits);
            case INSTANT -> "timestamp" + fraction(limits);
            case UUID -> "char(36)";
            case JSON -> "json";
            case BIT -> "bit(" + length + ")";
        };
    }

    private static String integer(@Nullable Integer digits) {
        return switch (digits == null ? 19 : digits) {
            case 3 -> "tinyint";
            case 4, 5 -> "smallint";
            case 7, 8 -> "mediumint";
            case 10 -> "int";
            default -> "bigint";
        };
    }

    private static String decimal(Limits limits) {
        Integer digits = limits.precision();
        Integer scale = limits.scale();
        return digits == null || scale == null || digits > MOST_DIGITS || scale > MOST_SCALE
                ? "decimal(" + MOST_DIGITS + "," + MOST_SCALE + ")"
                : "decimal(" + digits + "," + scale + ")";
    }

    private static String fraction(Limits limits) {
        return limits.fraction() == null ? "" : "(" + limits.fraction() + ")";
    }

    private static String alter(TableRef table, String change) {
        return "ALTER TABLE " + MySqlIdentifiers.quote(table) + " " + change;
    }

    private static String list(Collection<String> names) {
        return names.stream().map(MySqlIdentifiers::quote).collect(Collectors.joining(", "));
    }

    /** The parts of a column's definition. */
    private record Definition(
            FullColumn of,
            String type,
            @Nullable String charset,
            @Nullable String collation,
            boolean nullable,
            @Nullable String value,
            String attributes) {
        static Definition of(FullColumn column) {
            return new Definition(
                    column,
                    column.column().type().sqlName(),
                    column.detail().charset(),
                    column.detail().collation(),
                    column.column().nullable(),
                    column.detail().defaultSql(),
                    column.detail().attributes());
        }

        Definition withType(String other) {
            boolean text = other.contains("char") || other.contains("text") || other.startsWith("enum");
            return new Definition(
                    of, other, text ? charset : null, text ? collation : null, nullable, value, attributes);
        }

        Definition withNullable(boolean other) {
            return new Definition(of, type, charset, collation, other, value, attributes);
        }

        Definition withValue(@Nullable String other) {
            return new Definition(of, type, charset, collation, nullable, other, attributes);
        }

        Definition withCharacters(@Nullable String set, @Nullable String order) {
            return new Definition(of, type, set, order, nullable, value, attributes);
        }

        Definition withAttributes(String other) {
            return new Definition(of, type, charset, collation, nullable, value, other);
        }

        @Override
        public String toString() {
            String generated = of.detail().generatedSql();
            return "MODIFY COLUMN " + MySqlIdentifiers.quote(of.name()) + " " + type
                    + (charset == null ? "" : " CHARACTER SET " + charset)
                    + (collation == null ? "" : " COLLATE " + collation)
                    + (generated == null ? "" : " GENERATED ALWAYS AS (" + generated + ")")
                    + (nullable ? generated == null ? " NULL" : "" : " NOT NULL")
                    + (value == null ? "" : " DEFAULT " + value)
                    + (attributes.isEmpty() ? "" : " " + attributes);
        }
    }

    private static SchemaChange modify(TableRef table, FullColumn now, Definition then) {
        return new SchemaChange(
                alter(table, then.toString()), alter(table, Definition.of(now).toString()));
    }

    @Override
    public SchemaChange type(TableRef table, FullColumn now, String type) {
        return modify(table, now, Definition.of(now).withType(type));
    }

    @Override
    public SchemaChange nullable(TableRef table, FullColumn now, boolean nullable) {
        return modify(table, now, Definition.of(now).withNullable(nullable));
    }

    @Override
    public SchemaChange defaultValue(TableRef table, FullColumn now, @Nullable String value) {
        return modify(table, now, Definition.of(now).withValue(value));
    }

    @Override
    public SchemaChange labels(TableRef table, FullColumn now, List<String> added) {
        List<String> labels = new ArrayList<>(now.detail().labels());
        labels.addAll(added);
        String kind = now.column().type().structure().traits().several() ? "set" : "enum";
        String type = labels.stream().map(MySqlChangeSql::literal).collect(Collectors.joining(",", kind + "(", ")"));
        return modify(table, now, Definition.of(now).withType(type));
    }

    @Override
    public SchemaChange collation(TableRef table, FullColumn now, @Nullable String charset, String collation) {
        return modify(
                table,
                now,
                Definition.of(now).withCharacters(charset == null ? now.detail().charset() : charset, collation));
    }

    @Override
    public SchemaChange addColumn(TableRef table, String name, String type) {
        return new SchemaChange(
                alter(table, "ADD COLUMN " + MySqlIdentifiers.quote(name) + " " + type + " NULL"),
                alter(table, "DROP COLUMN " + MySqlIdentifiers.quote(name)));
    }

    @Override
    public SchemaChange dropIndex(TableRef table, Index index) {
        return new SchemaChange(
                alter(table, "DROP INDEX " + MySqlIdentifiers.quote(index.name())),
                alter(table, "ADD " + index.definition()));
    }

    @Override
    public Optional<SchemaChange> createIndex(TableRef table, List<FullColumn> columns, boolean unique) {
        boolean tooLong = columns.stream().anyMatch(column -> {
            Integer length = column.column().type().structure().limits().length();
            LogicalType type = column.column().type().logical();
            boolean text = type == LogicalType.TEXT || type == LogicalType.BYTES;
            return type == LogicalType.JSON || text && (length == null || length > LONGEST_INDEXED_TEXT);
        });
        if (tooLong) {
            return Optional.empty();
        }
        List<String> names = columns.stream().map(FullColumn::name).toList();
        String full = String.join("_", names);
        String name = MySqlIdentifiers.quote(full.substring(0, Math.min(full.length(), LONGEST_NAME - 4)) + "_idx");
        return Optional.of(new SchemaChange(
                alter(table, "ADD " + (unique ? "UNIQUE " : "") + "INDEX " + name + " (" + list(names) + ")"),
                alter(table, "DROP INDEX " + name)));
    }

    /** MariaDB has constraints of a column, which only a new definition of the column removes. */
    @Override
    public SchemaChange dropCheck(TableRef table, FullColumn column, Check check) {
        String attribute = MySqlCatalogReader.columnCheck(check.expression());
        Definition now = Definition.of(column);
        return modify(
                table,
                column,
                now.withAttributes(now.attributes().replace(attribute, "").strip()));
    }

    @Override
    public SchemaChange dropTableCheck(TableRef table, Check check) {
        String name = MySqlIdentifiers.quote(check.name());
        return new SchemaChange(
                alter(table, "DROP CONSTRAINT " + name),
                alter(table, "ADD CONSTRAINT " + name + " CHECK (" + check.expression() + ")"));
    }

    @Override
    public SchemaChange dropForeignKey(ForeignKey key, Reference actions) {
        String name = MySqlIdentifiers.quote(key.name());
        return new SchemaChange(
                alter(key.child(), "DROP FOREIGN KEY " + name),
                alter(
                        key.child(),
                        "ADD CONSTRAINT " + name + " FOREIGN KEY (" + list(key.columns()) + ") REFERENCES "
                                + MySqlIdentifiers.quote(key.parent()) + " (" + list(key.parentColumns())
                                + ") ON DELETE " + actions.onDelete() + " ON UPDATE " + actions.onUpdate()));
    }

    @Override
    public SchemaChange disable(TableRef table, Trigger trigger) {
        return new SchemaChange(
                "DROP TRIGGER " + MySqlIdentifiers.quote(new TableRef(table.schema(), trigger.name())),
                trigger.enable());
    }

    @Override
    public SchemaChange identity(TableRef table, FullColumn now) {
        Definition definition = Definition.of(now).withValue(null);
        return modify(table, now, definition.withAttributes((now.detail().attributes() + " AUTO_INCREMENT").strip()));
    }

    @Override
    public SchemaChange restart(TableRef table, Counter counter, long next) {
        return new SchemaChange(
                alter(table, "AUTO_INCREMENT = " + next), alter(table, "AUTO_INCREMENT = " + counter.next()));
    }
}
