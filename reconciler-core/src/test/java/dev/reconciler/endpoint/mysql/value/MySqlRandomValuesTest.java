package dev.reconciler.endpoint.mysql.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.LogicalType;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Random values, as PostgreSQL prints them, are stored and read by both servers unchanged. The system property {@code
 * reconciler.values.number} is their number for each type and server.
 */
@Tag("db")
class MySqlRandomValuesTest {
    private static final int NUMBER = Integer.getInteger("reconciler.values.number", 200);

    /** Values of one pair of types. */
    record Batch(RandomValues pair, List<String> values) {
        @Override
        public String toString() {
            return pair + ", " + values.size() + " values";
        }
    }

    @Provide
    Arbitrary<List<Batch>> batches() {
        return Combinators.combine(RandomValues.all().stream()
                        .map(pair -> pair.values().list().ofSize(NUMBER).map(values -> new Batch(pair, values)))
                        .toList())
                .as(batches -> batches);
    }

    @Property(
            tries = 1,
            edgeCases = EdgeCasesMode.NONE,
            shrinking = ShrinkingMode.OFF,
            generation = GenerationMode.RANDOMIZED)
    void mySqlStoresTheValuesOfPostgres(@ForAll("batches") List<Batch> batches) throws SQLException {
        storesUnchanged(Flavor.MYSQL, batches);
    }

    @Property(
            tries = 1,
            edgeCases = EdgeCasesMode.NONE,
            shrinking = ShrinkingMode.OFF,
            generation = GenerationMode.RANDOMIZED)
    void mariaDbStoresTheValuesOfPostgres(@ForAll("batches") List<Batch> batches) throws SQLException {
        storesUnchanged(Flavor.MARIADB, batches);
    }

    private static void storesUnchanged(Flavor flavor, List<Batch> batches) throws SQLException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String database = server.createDatabase("random");
        String postgres = PostgresCluster.shared().createDatabase("random");
        for (Batch batch : batches) {
            TypedColumn column =
                    TypedColumn.create(server, database, batch.pair().mysql());
            PostgresColumn other = PostgresColumn.of(postgres, batch.pair().postgres());
            List<@Nullable String> printed = other.printed(new ArrayList<>(batch.values()));
            column.write(printed, false);

            assertThat(column.read(false)).as("%s", batch).isEqualTo(printed);
            LogicalType type = other.columnType().logical();
            assertThat(TypedColumn.hashes(type, column.read(true)))
                    .as("%s, binary protocol", batch)
                    .isEqualTo(TypedColumn.hashes(type, printed));
        }
    }
}
