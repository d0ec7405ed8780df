package dev.reconciler.app.check;

import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableSchema;
import java.util.Collection;
import java.util.List;

/** The stream's connector tells the columns of a table apart. */
final class NameChecks {
    private final Findings findings;

    NameChecks(Findings findings) {
        this.findings = findings;
    }

    void columns(String side, CaptureEngine capture, Collection<TableSchema> tables) {
        for (TableSchema table : tables) {
            List<String> names = table.columns().stream().map(Column::name).toList();
            capture.tableObstacle(names)
                    .ifPresent(obstacle -> findings.error(
                            side + " table " + table.ref(),
                            obstacle + "; the stream can't take such a table, mapped or not",
                            "ALTER TABLE " + table.ref() + " RENAME COLUMN ..."));
        }
    }
}
