package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.wiring.Application;
import dev.reconciler.app.wiring.Streaming;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.run.RunListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("system")
class DifferingKeysTest {
    @Test
    void exactlyTheDifferingRowsAreListed() {
        try (Lab lab = new Lab()) {
            lab.fillBoth(20, 1);
            try (Application pipeline = Application.open(lab.config("live", ""), RunListener.NONE);
                    Streaming stream = Lab.stream(pipeline)) {
                lab.target.execute(
                        "shop",
                        "UPDATE accounts SET balance = 666 WHERE id = 3",
                        "DELETE FROM lines WHERE order_id = 4000001 AND line_no = 2",
                        "INSERT INTO accounts VALUES (99, 't1', 'nobody', 1, 1)");

                assertThat(told(pipeline, "public.accounts"))
                        .containsExactlyInAnyOrder("FIELD_MISMATCH t0 3", "EXTRA_IN_TARGET t1 99");
                assertThat(told(pipeline, "public.lines")).containsExactly("MISSING_IN_TARGET t1 4000001,2");
                assertThat(told(pipeline, "public.orders")).isEmpty();
                assertThat(stream.isRunning()).isTrue();
            }
        }
    }

    private static List<String> told(Application pipeline, String table) {
        MappedTable mapped = pipeline.pipeline().tables(List.of(table)).get(0);
        List<String> told = new ArrayList<>();
        pipeline.differingKeys()
                .each(
                        mapped,
                        row -> told.add(row.difference() + " " + row.tenant().value() + " " + row.key()));
        return told;
    }
}
