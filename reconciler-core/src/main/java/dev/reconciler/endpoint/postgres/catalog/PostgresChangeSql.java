package dev.reconciler.endpoint.postgres.catalog;

import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TypeStructure.Limits;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes definitions of PostgreSQL. */
public final class PostgresChangeSql implements ChangeSql {
    private static final int BIGINT_DIGITS = 19;
    private static final int INTEGER_DIGITS = 10;
    private static final int SMALLINT_DIGITS = 5;
    private static final int LONGEST_NAME = 60;

    @Override
    public String typeFor(ColumnType type) {
        Limits limits = type.structure().limits();
        boolean inCharacters = type.structure().traits().limit() == Limit.CHARACTERS;
        return switch (type.logical()) {
            case INTEGER ->
                integer(limits.precision(), type.structure().traits().unsigned());
            case BOOLEAN -> limits.precision() == null ? "boolean" : "integer";
            case DECIMAL ->
                limits.precision() == null ? "numeric" : "numeric(" + limits.precision() + "," + limits.scale() + ")";
            case FLOAT4 -> "real";
            case FLOAT8 -> "double precision";
            case TEXT, ENGINE_TEXT ->
                limits.length() == null || !inCharacters ? "text" : "varchar(" + limits.length() + ")";
            case PADDED_TEXT -> limits.length() == null ? "text" : "char(" + limits.length() + ")";
            case BYTES -> "bytea";
            case DATE -> "date";
            case TIME -> "time" + fraction(limits) + (type.structure().zoned() ? " with time zone" : "");
            case TIMESTAMP -> "timestamp" + fraction(limits);
            case INSTANT -> "timestamp" + fraction(limits) + " with time zone";
            case UUID -> "uuid";
            case JSON -> type.structure().normalised() ? "jsonb" : "json";
            case BIT -> "bit(" + limits.length() + ")";
        };
    }

    private static String integer(@Nullable Integer digits, boolean unsigned) {
        int needed = digits == null ? BIGINT_DIGITS : digits;
        if (needed > BIGINT_DIGITS) {
            return "numeric(" + needed + ")";
        }
        if (needed < SMALLINT_DIGITS || needed == SMALLINT_DIGITS && !unsigned) {
            return "smallint";
        }
        return needed < INTEGER_DIGITS || needed == INTEGER_DIGITS && !unsigned ? "integer" : "bigint";
    }

    private static String fraction(Limits limits) {
        return limits.fraction() == null ? "" : "(" + limits.fraction() + ")";
    }

    private static String alter(TableRef table, String change) {
        return "ALTER TABLE " + Identifiers.quote(table) + " " + change;
    }

    private static String column(FullColumn column) {
        return "ALTER COLUMN " + Identifiers.quote(column.name());
    }

    /** Converts by the server's assignment, which rejects what does not fit; only another family of types is cast. */
    @Override
    public SchemaChange type(TableRef table, FullColumn now, String type) {
        LogicalType old = now.column().type().logical();
        String using = " USING " + Identifiers.quote(now.name()) + "::";
        boolean cast = old == LogicalType.ENGINE_TEXT || old == LogicalType.BOOLEAN || old == LogicalType.UUID;
        String was = now.column().type().sqlName();
        return new SchemaChange(
                alter(table, column(now) + " TYPE " + type + (cast ? using + type : "")),
                alter(table, column(now) + " TYPE " + was + collate(now) + (cast ? using + was : "")));
    }

    private static String collate(FullColumn column) {
        String collation = column.detail().collation();
        return collation == null ? "" : " COLLATE " + collation;
    }

    @Override
    public SchemaChange nullable(TableRef table, FullColumn now, boolean nullable) {
        SchemaChange relaxed = new SchemaChange(
                alter(table, column(now) + " DROP NOT NULL"), alter(table, column(now) + " SET NOT NULL"));
        return nullable ? relaxed : relaxed.inverted();
    }

    @Override
    public SchemaChange defaultValue(TableRef table, FullColumn now, @Nullable String value) {
        return new SchemaChange(
                alter(table, column(now) + defaultOf(value)),
                alter(table, column(now) + defaultOf(now.detail().defaultSql())));
    }

    private static String defaultOf(@Nullable String value) {
        return value == null ? " DROP DEFAULT" : " SET DEFAULT " + value;
    }

    /** A label of an enum can't be dropped: the reverse makes the type again, and fails if another column uses it. */
    @Override
    public SchemaChange labels(TableRef table, FullColumn now, List<String> added) {
        String type = now.column().type().sqlName();
        String old = bareName(type) + "_replaced";
        int quoteEnd = type.lastIndexOf('.');
        String oldName = (quoteEnd < 0 ? "" : type.substring(0, quoteEnd + 1)) + Identifiers.quote(old);
        String value = now.detail().defaultSql();
        List<String> reverse = new ArrayList<>();
        reverse.add("ALTER TYPE " + type + " RENAME TO " + Identifiers.quote(old));
        reverse.add("CREATE TYPE " + type + " AS ENUM (" + literals(now.detail().labels()) + ")");
        reverse.add(alter(
                table,
                (value == null ? "" : column(now) + " DROP DEFAULT, ") + column(now) + " TYPE " + type + " USING "
                        + Identifiers.quote(now.name()) + "::text::" + type
                        + (value == null ? "" : ", " + column(now) + " SET DEFAULT " + value)));
        reverse.add("DROP TYPE " + oldName);
        return new SchemaChange(
                added.stream()
                        .map(label -> "ALTER TYPE " + type + " ADD VALUE " + Identifiers.literal(label))
                        .toList(),
                reverse);
    }

    private static String bareName(String type) {
        String last = type.substring(type.lastIndexOf('.') + 1);
        return last.startsWith("\"") ? last.substring(1, last.length() - 1).replace("\"\"", "\"") : last;
    }

    private static String literals(List<String> labels) {
        return labels.stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    }

    @Override
    public SchemaChange collation(TableRef table, FullColumn now, @Nullable String charset, String collation) {
        String type = column(now) + " TYPE " + now.column().type().sqlName();
        return new SchemaChange(alter(table, type + " COLLATE " + collation), alter(table, type + collate(now)));
    }

    @Override
    public SchemaChange addColumn(TableRef table, String name, String type) {
        return new SchemaChange(
                alter(table, "ADD COLUMN " + Identifiers.quote(name) + " " + type),
                alter(table, "DROP COLUMN " + Identifiers.quote(name)));
    }

    @Override
    public SchemaChange dropIndex(TableRef table, Index index) {
        return index.constraint()
                ? new SchemaChange(
                        alter(table, "DROP CONSTRAINT " + Identifiers.quote(index.name())),
                        alter(table, "ADD CONSTRAINT " + Identifiers.quote(index.name()) + " " + index.definition()))
                : new SchemaChange(
                        "DROP INDEX " + Identifiers.quote(new TableRef(table.schema(), index.name())),
                        index.definition());
    }

    @Override
    public Optional<SchemaChange> createIndex(TableRef table, List<FullColumn> columns, boolean unique) {
        List<String> names = columns.stream().map(FullColumn::name).toList();
        String full = table.name() + "_" + String.join("_", names);
        String name = full.substring(0, Math.min(full.length(), LONGEST_NAME - 4)) + "_idx";
        return Optional.of(new SchemaChange(
                "CREATE " + (unique ? "UNIQUE " : "") + "INDEX " + Identifiers.quote(name) + " ON "
                        + Identifiers.quote(table) + " (" + Identifiers.list(names) + ")",
                "DROP INDEX " + Identifiers.quote(new TableRef(table.schema(), name))));
    }

    @Override
    public SchemaChange dropCheck(TableRef table, FullColumn column, Check check) {
        return dropTableCheck(table, check);
    }

    @Override
    public SchemaChange dropTableCheck(TableRef table, Check check) {
        String name = Identifiers.quote(check.name());
        return new SchemaChange(
                alter(table, "DROP CONSTRAINT " + name),
                alter(table, "ADD CONSTRAINT " + name + " CHECK (" + check.expression() + ")"));
    }

    @Override
    public SchemaChange dropForeignKey(ForeignKey key, Reference actions) {
        String name = Identifiers.quote(key.name());
        return new SchemaChange(
                alter(key.child(), "DROP CONSTRAINT " + name),
                alter(
                        key.child(),
                        "ADD CONSTRAINT " + name + " FOREIGN KEY (" + Identifiers.list(key.columns()) + ") REFERENCES "
                                + Identifiers.quote(key.parent()) + " (" + Identifiers.list(key.parentColumns())
                                + ") ON DELETE " + actions.onDelete() + " ON UPDATE " + actions.onUpdate()
                                + (key.deferrable() ? " DEFERRABLE" : "")));
    }

    @Override
    public SchemaChange disable(TableRef table, Trigger trigger) {
        return new SchemaChange(alter(table, "DISABLE TRIGGER " + Identifiers.quote(trigger.name())), trigger.enable());
    }

    @Override
    public SchemaChange identity(TableRef table, FullColumn now) {
        return new SchemaChange(
                alter(table, column(now) + " ADD GENERATED BY DEFAULT AS IDENTITY"),
                alter(table, column(now) + " DROP IDENTITY"));
    }

    @Override
    public SchemaChange restart(TableRef table, Counter counter, long next) {
        String start = "ALTER SEQUENCE " + counter.name() + " RESTART WITH ";
        return new SchemaChange(start + next, start + counter.next());
    }
}
