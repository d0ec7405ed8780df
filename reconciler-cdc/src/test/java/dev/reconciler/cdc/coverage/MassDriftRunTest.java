package dev.reconciler.cdc.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.run.JobKind;
import dev.reconciler.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run of one chunk of ten rows in each window, which records thirty differing rows of a table one by one at most. */
@Tag("db")
class MassDriftRunTest {
    private static final int ROWS = 200;

    private final CoverageLab lab = new CoverageLab(30);

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void rowsBeyondTheBoundAreCountedInOneHeadline() {
        lab.fill(0, ROWS);
        IntStream.range(0, ROWS).forEach(id -> lab.target.rogueWrite(CoverageLab.TABLE, ShopTables.key(id), null));

        assertThat(lab.run(JobKind.CHECKSUM).verdict()).contains(Verdict.DIVERGED);

        Discrepancy headline = headlines().get(0);
        assertThat(headlines()).hasSize(1);
        assertThat(headline.difference().detail())
                .contains(
                        "200 rows differ: 200 missing in the target",
                        "tenant acme: 100 missing",
                        "tenant globex: 100 missing",
                        "in 20 ranges of keys");
        assertThat(open()).as("rows up to the bound, and the headline").hasSize(31);
        assertThat(lab.map()).allMatch(chunk -> !chunk.findings().isEmpty());
    }

    @Test
    void openDiscrepanciesOfChunksThatAreOnlyCountedAreNotHealed() {
        lab.fill(0, ROWS);
        lab.rogue(ROWS - 1, "rogue");
        lab.run(JobKind.CHECKSUM);
        IntStream.range(0, ROWS - 1).forEach(id -> lab.target.rogueWrite(CoverageLab.TABLE, ShopTables.key(id), null));

        lab.run(JobKind.CHECKSUM);

        assertThat(open()).anyMatch(each -> each.type() == DiscrepancyType.FIELD_MISMATCH);
    }

    @Test
    void headlineHealsOnceACompleteRunFindsAgreement() {
        lab.fill(0, ROWS);
        IntStream.range(0, ROWS).forEach(id -> lab.rogue(id, "rogue"));
        lab.run(JobKind.CHECKSUM);
        lab.change("second", IntStream.range(0, ROWS - 1).toArray());
        lab.run(JobKind.CHECKSUM);
        assertThat(headlines()).as("one row still differs").hasSize(1);

        lab.change("second", ROWS - 1);
        lab.tail();
        lab.run(JobKind.INCREMENTAL);
        assertThat(headlines()).as("not every row was read").hasSize(1);
        assertThat(lab.run(JobKind.CHECKSUM, "acme").verdict()).contains(Verdict.AGREED);
        assertThat(headlines()).as("one tenant's rows were read").hasSize(1);
        assertThat(lab.run(JobKind.CHECKSUM).verdict()).contains(Verdict.AGREED);

        assertThat(open()).isEmpty();
    }

    @Test
    void headlineStaysWhenTheFirstPartOfAnInterruptedRunFoundDifferences() {
        lab.fill(0, ROWS);
        IntStream.range(0, ROWS).forEach(id -> lab.rogue(id, "rogue"));
        lab.run(JobKind.CHECKSUM);
        lab.change("second", IntStream.range(1, ROWS).toArray());
        lab.dieAfter(1);
        assertThatThrownBy(() -> lab.run(JobKind.CHECKSUM)).isInstanceOf(CoverageLab.ThreadDeath.class);
        lab.live();
        lab.control.tick(Duration.ofMinutes(6));

        lab.run(JobKind.CHECKSUM);

        assertThat(lab.read).as("the resumed run reads the other chunks").hasSize(19);
        assertThat(headlines()).hasSize(1);
    }

    private List<Discrepancy> headlines() {
        return open().stream()
                .filter(each -> each.type() == DiscrepancyType.MASS_DRIFT)
                .toList();
    }

    private List<Discrepancy> open() {
        return lab.control.discrepancies().open("shop", CoverageLab.TABLE.id(), "", Integer.MAX_VALUE);
    }
}
