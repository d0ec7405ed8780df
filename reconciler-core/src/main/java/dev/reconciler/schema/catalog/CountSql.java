package dev.reconciler.schema.catalog;

import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SpecialValue;
import dev.reconciler.schema.TableRef;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Queries in an engine's SQL that count the rows which a difference of schemas concerns, for people to run. */
public interface CountSql {
    String quoted(String name);

    /** A text constant. */
    String literal(String text);

    /** The column's value as text. */
    String text(String column);

    default String quoted(TableRef table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    /** The query of the rows that meet a condition. */
    default String rows(TableRef table, String condition) {
        return "SELECT count(*) FROM " + quoted(table) + " WHERE " + condition;
    }

    default String isNull(String column) {
        return quoted(column) + " IS NULL";
    }

    /** Numbers outside of the bounds; decimals as the target rounds them. */
    default String outside(Column column, BigDecimal low, BigDecimal high) {
        String name = quoted(column.name());
        boolean rounded = column.type().logical() == LogicalType.DECIMAL;
        return (rounded ? "round(" + name + ", " + high.scale() + ")" : name) + " NOT BETWEEN " + low.toPlainString()
                + " AND " + high.toPlainString();
    }

    default String negative(String column) {
        return quoted(column) + " < 0";
    }

    default String moreDigits(String column, int digits) {
        return quoted(column) + " <> round(" + quoted(column) + ", " + digits + ")";
    }

    /** Times with more digits of a second. */
    String moreFraction(Column column, int digits);

    default String longer(String column, int characters) {
        return "char_length(" + quoted(column) + ") > " + characters;
    }

    default String moreBytes(String column, int bytes) {
        return "octet_length(" + quoted(column) + ") > " + bytes;
    }

    default String otherLength(String column, int bytes) {
        return "octet_length(" + quoted(column) + ") <> " + bytes;
    }

    /** Texts that are not one of the labels. */
    default String noLabel(String column, List<String> labels) {
        return text(column) + " NOT IN (" + labels.stream().map(this::literal).collect(Collectors.joining(", ")) + ")";
    }

    /** Texts with characters that the character set of MySQL lacks, or at least all of these. */
    String lacking(String column, String charset);

    /** Values of this kind; empty if a query can't tell them. */
    Optional<String> special(Column column, SpecialValue value);

    /** Rows with a combination of values that another row has too; rows with a NULL are left out. */
    default String duplicates(TableRef table, List<String> columns, boolean ignoreCase) {
        String values = columns.stream()
                .map(column -> ignoreCase ? "lower(" + text(column) + ")" : quoted(column))
                .collect(Collectors.joining(", "));
        String known =
                columns.stream().map(column -> quoted(column) + " IS NOT NULL").collect(Collectors.joining(" AND "));
        return "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM " + quoted(table) + " WHERE " + known
                + " GROUP BY " + values + " HAVING count(*) > 1) AS duplicates";
    }

    /** Rows whose reference names no row. */
    default String orphans(TableRef child, List<String> columns, TableRef parent, List<String> parentColumns) {
        StringBuilder known = new StringBuilder();
        StringBuilder same = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String name = "c." + quoted(columns.get(i));
            known.append(name).append(" IS NOT NULL AND ");
            same.append(i == 0 ? "" : " AND ").append("p.").append(quoted(parentColumns.get(i)));
            same.append(" = ").append(name);
        }
        return "SELECT count(*) FROM " + quoted(child) + " AS c WHERE " + known + "NOT EXISTS (SELECT 1 FROM "
                + quoted(parent) + " AS p WHERE " + same + ")";
    }
}
