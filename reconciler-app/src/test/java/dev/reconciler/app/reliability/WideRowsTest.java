package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that are much wider than usual, with half of the default heap. */
@Tag("system")
class WideRowsTest {
    static final int ROWS = 300;

    @Test
    void threeHundredRowsOf480KilobytesAreFilledVerifiedAndChangedIn256Megabytes() throws Exception {
        try (Lab lab = new Lab()) {
            lab.source.execute("shop", """
                INSERT INTO accounts SELECT i, 't' || i %% 3, repeat(md5(i::text), 15000), 100, 1
                FROM generate_series(1, %d) i\
                """.formatted(ROWS));
            String config = lab.configFile("backfill", "").toString();
            try (ChildJvm child = new ChildJvm(
                    List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                    WideRowsMain.class,
                    config)) {
                assertThat(child.await(300)).as(child.output()).isZero();
                assertThat(child.output())
                        .contains("BACKFILL AGREED", "SAMPLE AGREED", "changed " + ROWS)
                        .containsSubsequence("CHECKSUM AGREED", "CHECKSUM AGREED")
                        .doesNotContain("OutOfMemoryError");
            }
        }
    }
}
