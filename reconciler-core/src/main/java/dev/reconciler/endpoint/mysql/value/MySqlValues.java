package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.mysql.MySqlIdentifiers;
import dev.reconciler.endpoint.mysql.MySqlSessionProperties;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.TypeTraits;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the values of one column of MySQL or MariaDB in the neutral text form, which is the text that PostgreSQL prints for
 * the same value. Sessions need the {@link MySqlSessionProperties}.
 *
 * <p>Two forms have no counterpart in PostgreSQL, and are texts that its types reject: a zero or invalid date stays as the server prints
 * it ({@code 0000-00-00}), and so does a time that is negative or longer than a day. A {@code tinyint(1)} is its digits: 2 is neither
 * true nor false.
 */
public final class MySqlValues {
    private final String column;
    private final ColumnType type;
    private final ValueForm form;

    private MySqlValues(String column, ColumnType type, ValueForm form) {
        this.column = column;
        this.type = type;
        this.form = form;
    }

    /** @param column of a table of MySQL or MariaDB, as {@link MySqlSchemaReader} reads it */
    public static MySqlValues of(Column column) {
        return new MySqlValues(column.name(), column.type(), form(column.type()));
    }

    private static ValueForm form(ColumnType type) {
        String name = type.structure().castName();
        return switch (type.logical()) {
            case INTEGER, BOOLEAN -> new IntegerForm(name);
            case DECIMAL -> new DecimalForm(type.structure());
            case FLOAT4 -> new FloatForm(true);
            case FLOAT8 -> new FloatForm(false);
            case PADDED_TEXT, TEXT, UUID -> new TextForm(type.structure());
            case BYTES -> new BytesForm(type.structure());
            case DATE -> TemporalForm.DATE;
            case TIME -> TemporalForm.time(type.structure());
            case TIMESTAMP -> TemporalForm.timestamp(type.structure());
            case INSTANT -> TemporalForm.instant(type.structure());
            case JSON -> new JsonForm(name.equals("json"));
            case BIT ->
                new BitForm(Objects.requireNonNull(type.structure().limits().length()));
            case ENGINE_TEXT -> labels(type);
        };
    }

    private static ValueForm labels(ColumnType type) {
        TypeTraits traits = type.structure().traits();
        return traits.isLabelled() ? new LabelForm(traits.labels(), traits.several()) : new TextForm(type.structure());
    }

    /** The SQL that selects the column. @param alias of the table */
    public String select(String alias) {
        return form.select(alias + "." + MySqlIdentifiers.quote(column));
    }

    /** The text form of a value that {@link #select} selected; null for NULL. */
    public @Nullable String read(ResultSet row, int index) throws SQLException {
        return form.read(row, index);
    }

    /**
     * As {@link #read}, to be hashed only as a value of the column's logical type: a text of the same value, which may be another one
     * than PostgreSQL prints.
     */
    public @Nullable String readToHash(ResultSet row, int index) throws SQLException {
        return form.readToHash(row, index);
    }

    /**
     * Binds a parameter that is assigned to the column.
     *
     * @param text in neutral form; null for NULL
     * @throws UnstorableValueException if the column can't hold the value and the server would not say so
     */
    public void bind(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.NULL);
            return;
        }
        try {
            form.bind(statement, index, text);
        } catch (UnstorableValueException.Reason reason) {
            throw reason.of(column, type.sqlName(), text);
        } catch (IllegalArgumentException e) {
            throw new UnstorableValueException.Reason(Violation.INVALID, "it is no value of this type")
                    .of(column, type.sqlName(), text);
        }
    }
}
