package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.TableRef;
import dev.reconciler.targetstream.StreamMarks;
import java.util.List;
import java.util.Optional;

/**
 * The pipeline's tables in the stream from a MySQL or MariaDB target. A transaction that writes rows also moves the checkpoint or is
 * journaled, in the same group of the log; what is rolled back, by a deadlock too, is in no group.
 */
public final class MySqlStreamMarks {
    public static final StreamMarks ALL =
            new StreamMarks(List.of(table("checkpoint"), table("journal")), Optional.of(table("target_emission")));

    private MySqlStreamMarks() {}

    private static MappedTable table(String name) {
        TableRef table = new TableRef("reconciler", name);
        Column pipeline = new Column("pipeline", MySqlTypes.named("varchar(64)"), false, false, false, false, false);
        return new MappedTable(
                table.toString(),
                table,
                table,
                List.of(new MappedColumn(pipeline, pipeline, Transform.DIRECT)),
                List.of(0),
                -1,
                List.of());
    }
}
