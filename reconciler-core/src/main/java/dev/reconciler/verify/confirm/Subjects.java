package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.CanonicalEncoding;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowHash;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subjects and images of findings, as texts that can be stored and compared. */
final class Subjects {
    private final Map<String, MappedTable> tables;

    /** @param tables by mapping id */
    Subjects(Map<String, MappedTable> tables) {
        this.tables = Map.copyOf(tables);
    }

    /**
     * The subject of a finding: a row by its key, regardless of the finding's type; any other subject also by type and tenant. No
     * key starts with a letter.
     */
    static String of(Finding finding) {
        return finding instanceof Finding.OfRow row
                ? row.subject()
                : finding.type() + "/" + finding.tenant().value() + "/" + finding.subject();
    }

    /** A text that is equal for equal content of both sides, in canonical form; values can't be recovered from it. */
    String images(Finding finding) {
        if (finding instanceof Finding.OfRow row) {
            return hash(row.table(), row.source()) + " " + hash(row.table(), row.target());
        } else if (finding instanceof Finding.RuleViolation rule) {
            return pair(rule.source(), rule.target());
        } else if (finding instanceof Finding.ReferentialViolation orphan) {
            return pair("", orphan.target());
        }
        return pair("", finding.toString());
    }

    private String hash(String table, @Nullable Row row) {
        MappedTable mapped = tables.get(table);
        if (row == null || mapped == null) {
            return "-";
        }
        return text(mapped.encoding().hash(row));
    }

    private static String text(RowHash hash) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(hash.high()) + hex.toHexDigits(hash.low());
    }

    private static String pair(String source, String target) {
        return text(CanonicalEncoding.hash(source.length() + ":" + source + target));
    }
}
