package dev.reconciler.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.report.Trend.DayFigure;
import dev.reconciler.report.Trend.Direction;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TrendTest {
    @ParameterizedTest
    @CsvSource({
        "10, 13, INCREASING",
        "10, 12, STABLE",
        "10, 8, STABLE",
        "10, 7, DECREASING",
        "0, 0, STABLE",
        "0, 1, INCREASING",
        "1, 0, DECREASING"
    })
    void directionFollowsTheRatioOfLastToFirst(long first, long last, Direction direction) {
        LocalDate day = LocalDate.parse("2026-01-01");

        Trend trend = Trend.of(
                "t",
                List.of(
                        new DayFigure(day, first, 0),
                        new DayFigure(day.plusDays(1), 99, 0),
                        new DayFigure(day.plusDays(2), last, 0)));

        assertThat(trend.direction()).isEqualTo(direction);
        assertThat(trend.change()).isEqualTo(last - first);
        assertThat(trend.ratio()).isEqualTo(first == 0 ? null : (double) last / first);
    }
}
