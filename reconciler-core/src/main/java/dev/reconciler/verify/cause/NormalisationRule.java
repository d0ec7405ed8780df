package dev.reconciler.verify.cause;

import dev.reconciler.discrepancy.Attribution;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In every differing column, both values are equal after a known normalisation: a system between source and target stores values
 * in another form. <p>Can be wrong if a person made exactly such a change (a letter's case); so it comes after the rules about
 * the row's writer.
 */
public final class NormalisationRule implements CauseRule {
    @Override
    public Optional<Attribution> of(CauseContext context, Finding finding) {
        if (!(finding instanceof Finding.FieldMismatch mismatch)) {
            return Optional.empty();
        }
        Row source = mismatch.source();
        return source == null || mismatch.columns().isEmpty()
                ? Optional.empty()
                : context.table(finding).flatMap(table -> of(table, source, mismatch.target(), mismatch.columns()));
    }

    private static Optional<Attribution> of(MappedTable table, Row source, Row target, List<String> columns) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            String name = table.columns().get(i).target().name();
            if (columns.contains(name)) {
                Optional<String> same = Normalisation.between(source.value(i), target.value(i));
                if (same.isEmpty()) {
                    return Optional.empty();
                }
                found.add("column " + name + " differs in " + same.get() + " only");
            }
        }
        return Optional.of(new Attribution(Cause.NORMALISATION, String.join("; ", found)));
    }
}
