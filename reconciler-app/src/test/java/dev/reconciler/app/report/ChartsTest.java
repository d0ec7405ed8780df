package dev.reconciler.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.report.BarChart.Bar;
import dev.reconciler.report.Trend.DayFigure;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ChartsTest {
    @Test
    void lengthOfABarIsInProportion() {
        BarChart chart = new BarChart(
                "", "", List.of(new Bar("none", 0), new Bar("half", 50), new Bar("all", 100), new Bar("rare", 1)));

        assertThat(chart.bars()).extracting(Bar::label).containsExactly("all", "half", "rare", "none");
        assertThat(chart.bars()).extracting(chart::length).containsExactly("400.0", "200.0", "4.0", "0.0");
        assertThat(chart.end(chart.bars().get(1))).isEqualTo("458.0");
        assertThat(new BarChart("", "", List.of(new Bar("", 1_000_000), new Bar("", 1))).bars())
                .last()
                .extracting(chart::length)
                .as("more than nothing is visible")
                .isEqualTo("4.0");
    }

    @Test
    void chartHoldsTheTwelveLongestBars() {
        BarChart chart = new BarChart(
                "",
                "",
                IntStream.range(0, 40).mapToObj(i -> new Bar("b" + i, i)).toList());

        assertThat(chart.bars()).hasSize(12).first().isEqualTo(new Bar("b39", 39));
        assertThat(new Bar("a".repeat(40), 1).shortLabel()).hasSize(34).endsWith("…");
    }

    @Test
    void columnsOfADayAreInProportionToTheHighest() {
        LocalDate day = LocalDate.parse("2026-01-01");
        DayChart chart = new DayChart("", "", List.of(new DayFigure(day, 4, 2), new DayFigure(day.plusDays(1), 0, 0)));

        assertThat(chart.highest()).isEqualTo(4);
        assertThat(chart.tall(4)).isEqualTo("150.0");
        assertThat(chart.tall(2)).isEqualTo("75.0");
        assertThat(chart.y(2)).isEqualTo("95.0");
        assertThat(chart.x(1, 0)).isEqualTo("422.0");
        assertThat(chart.x(1, 1)).isEqualTo("550.0");
        assertThat(chart.width()).isEqualTo("128.0");
        assertThat(new DayChart("", "", List.of(new DayFigure(day, 0, 0))).tall(0))
                .isEqualTo("0.0");
    }
}
