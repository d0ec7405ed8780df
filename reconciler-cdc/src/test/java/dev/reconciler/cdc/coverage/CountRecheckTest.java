package dev.reconciler.cdc.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.JobKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counts that are verified again after rows were repaired. */
@Tag("db")
class CountRecheckTest {
    private final CoverageLab lab = new CoverageLab();

    @AfterEach
    void close() {
        lab.close();
    }

    /** Rows 0 and 1 belong to acme and globex. */
    @Test
    void countOfATenantHealsOnlyIfThatTenantWasCounted() {
        lab.fill(0, 20);
        lab.target.rogueWrite(CoverageLab.TABLE, ShopTables.key(0), null);
        lab.target.rogueWrite(CoverageLab.TABLE, ShopTables.key(1), null);
        lab.run(JobKind.CHECKSUM);
        lab.run(JobKind.COUNT);
        assertThat(counts()).containsExactlyInAnyOrder(new TenantId("acme"), new TenantId("globex"));
        lab.change("repaired", 0);
        lab.run(JobKind.CHECKSUM, "acme");

        recheck(TenantScope.of(new TenantId("acme")));
        assertThat(counts()).as("globex was not counted").containsExactly(new TenantId("globex"));

        recheck(TenantScope.all());
        assertThat(counts()).as("globex still lacks a row").containsExactly(new TenantId("globex"));
        lab.change("repaired", 1);
        lab.run(JobKind.CHECKSUM);
        recheck(TenantScope.all());
        assertThat(counts()).isEmpty();
    }

    private void recheck(TenantScope scope) {
        lab.service(scope).dependentRecheck().orElseThrow().run();
    }

    private List<TenantId> counts() {
        return lab.control.discrepancies().open("shop", CoverageLab.TABLE.id(), "", Integer.MAX_VALUE).stream()
                .filter(each -> each.type() == DiscrepancyType.COUNT_MISMATCH)
                .map(each -> each.place().tenant())
                .toList();
    }
}
