package dev.reconciler.app.check;

import dev.reconciler.cdc.capture.CaptureEngine;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableSchema;
import java.util.Collection;
import java.util.List;

/** Checks that the stream's connector can distinguish the columns of each table. */
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
                            obstacle
                                    + "; the stream's connector rejects such a table, whether these columns are mapped or not",
                            "ALTER TABLE " + table.ref() + " RENAME COLUMN ..."));
        }
    }
}
