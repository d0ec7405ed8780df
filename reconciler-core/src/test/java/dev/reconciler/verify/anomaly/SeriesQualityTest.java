package dev.reconciler.verify.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.row.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The share of injected changes that are found (recall), and the share of anomalies that are injected changes (precision), in seeded series
 * with noise, a daily rhythm and bursts of their own. The parameters of {@link Shape#TUNING} served to choose the constants of
 * {@link Scale}; the figures are those of {@link Shape#STATED}, which differ from them in every parameter and seed.
 */
@Tag("unit")
class SeriesQualityTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SERIES = 80;

    /**
     * The parameters of the generators.
     *
     * @param seed of the first series
     * @param noise spread of the logarithm of a figure
     * @param bursts share of points with a burst
     * @param burst mean of a burst in seconds
     * @param rhythm the day's part in the logarithm of a figure
     * @param growth of a number of rows from run to run
     * @param sample rows of a share
     */
    private record Shape(
            long seed, double noise, double bursts, double burst, double rhythm, double growth, int sample) {
        static final Shape TUNING = new Shape(1, 0.7, 0.01, 4, 0.3, 0.002, 2_000);
        static final Shape STATED = new Shape(910_001, 0.9, 0.03, 6, 0.5, 0.004, 1_000);
    }

    private enum Change {
        LEVEL_SHIFT,
        SPIKE
    }

    /** Series with a judged end, and the change that is injected into it. */
    private enum Kind {
        /** A point each minute of three days, of which the last day is judged. */
        LAG(Scale.BURST, Duration.ofMinutes(1), 4_320, 1_440) {
            @Override
            double[] regular(Random random, Shape shape) {
                double[] lag = new double[points];
                for (int i = 0; i < points; i++) {
                    lag[i] = 0.3 * Math.exp(shape.noise() * random.nextGaussian() + rhythm(shape, i, 1_440));
                    if (random.nextDouble() < shape.bursts()) {
                        lag[i] -= shape.burst() * Math.log(1 - random.nextDouble());
                    }
                }
                return lag;
            }

            @Override
            double changed(double value, Random size) {
                return value + 90 + 600 * size.nextDouble();
            }
        },
        /** A run each hour. */
        ROWS(Scale.COUNT, Duration.ofHours(1), 300, 24) {
            @Override
            double[] regular(Random random, Shape shape) {
                double[] rows = new double[points];
                rows[0] = 1_000 + random.nextInt(100_000);
                for (int i = 1; i < points; i++) {
                    double growth =
                            shape.growth() * Math.exp(shape.noise() * random.nextGaussian() + rhythm(shape, i, 24));
                    rows[i] = Math.rint(rows[i - 1] * (1 + growth));
                }
                return rows;
            }

            @Override
            double changed(double value, Random size) {
                return Math.rint(
                        value * (size.nextBoolean() ? 0.6 + 0.25 * size.nextDouble() : 1.2 + size.nextDouble()));
            }
        },
        /** Rows corrected in each hour. */
        CORRECTIONS(Scale.BURST, Duration.ofHours(1), 500, 24) {
            @Override
            double[] regular(Random random, Shape shape) {
                double[] corrected = new double[points];
                for (int i = 0; i < points; i++) {
                    corrected[i] =
                            Math.floor(2 * Math.exp(shape.noise() * random.nextGaussian() + rhythm(shape, i, 24)));
                }
                return corrected;
            }

            @Override
            double changed(double value, Random size) {
                return value + 150 + size.nextInt(1_000);
            }
        },
        /** The share of NULL in a sample of each hour's run, with the fewest earlier points. */
        NULLS(Scale.SHARE, Duration.ofHours(1), 54, 24) {
            @Override
            double[] regular(Random random, Shape shape) {
                double share = new double[] {0, 0.001, 0.02, 0.3, 0.9}[random.nextInt(5)];
                double[] shares = new double[points];
                for (int i = 0; i < points; i++) {
                    shares[i] = share * Math.exp(Math.min(0, rhythm(shape, i, 24)) / 10);
                }
                return shares;
            }

            @Override
            double changed(double value, Random size) {
                double by = 0.1 + 0.2 * size.nextDouble();
                return value > 0.5 ? value - by : value + by;
            }
        };

        final Scale scale;
        final Duration every;
        final int points;
        final int judged;

        Kind(Scale scale, Duration every, int points, int judged) {
            this.scale = scale;
            this.every = every;
            this.points = points;
            this.judged = judged;
        }

        abstract double[] regular(Random random, Shape shape);

        abstract double changed(double value, Random size);

        static double rhythm(Shape shape, int point, int day) {
            return shape.rhythm() * Math.sin(2 * Math.PI * point / day);
        }
    }

    private record Figures(int injected, int recalled, int found, int right) {
        double recall() {
            return (double) recalled / injected;
        }

        double precision() {
            return (double) right / found;
        }
    }

    private static Figures measured(Kind kind, Shape shape) {
        int injected = 0;
        int recalled = 0;
        int found = 0;
        int right = 0;
        for (int i = 0; i < SERIES; i++) {
            Random random = new Random(shape.seed() + i);
            double[] values = kind.regular(random, shape);
            int at = kind.points - kind.judged + 1 + random.nextInt(kind.judged - 3);
            boolean isChanged = i % 2 == 0;
            Change change = i % 4 == 0 ? Change.LEVEL_SHIFT : Change.SPIKE;
            if (isChanged) {
                injected++;
                Random size = new Random(shape.seed() + i);
                double first = kind.changed(values[at], size);
                double by = first - values[at];
                double ratio = values[at] == 0 ? 1 : first / values[at];
                values[at] = first;
                for (int j = at + 1; change == Change.LEVEL_SHIFT && j < values.length; j++) {
                    values[j] = kind.scale == Scale.COUNT ? Math.rint(values[j] * ratio) : values[j] + by;
                }
            }
            List<Instant> times = new ArrayList<>();
            for (Anomaly anomaly : SeriesModel.judge(series(kind, values, random, shape), since(kind), i)) {
                String value = anomaly.deviations().get(0).value();
                times.add(Instant.parse(value.substring(value.lastIndexOf(' ') + 1)));
            }
            Instant begin = time(kind, at);
            Instant end = change == Change.SPIKE ? time(kind, at + 1) : begin;
            found += times.size();
            right += isChanged
                    ? (int) times.stream()
                            .filter(time -> time.equals(begin) || time.equals(end))
                            .count()
                    : 0;
            recalled += isChanged && times.contains(begin) ? 1 : 0;
        }
        return new Figures(injected, recalled, found, right);
    }

    private static Series series(Kind kind, double[] values, Random random, Shape shape) {
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(
                    kind.scale == Scale.SHARE
                            ? new Series.Point(time(kind, i), drawn(values[i], shape.sample(), random), shape.sample())
                            : new Series.Point(time(kind, i), values[i]));
        }
        return new Series(kind.name(), kind.scale, "public.orders", new TenantId("acme"), points);
    }

    private static double drawn(double share, int sample, Random random) {
        int drawn = 0;
        for (int i = 0; i < sample; i++) {
            drawn += random.nextDouble() < share ? 1 : 0;
        }
        return (double) drawn / sample;
    }

    private static Instant time(Kind kind, int point) {
        return START.plus(kind.every.multipliedBy(point));
    }

    private static Instant since(Kind kind) {
        return time(kind, kind.points - kind.judged);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void injectedChangesAreFoundAndLittleElse(Kind kind) {
        Figures figures = measured(kind, Boolean.getBoolean("series.tuning") ? Shape.TUNING : Shape.STATED);

        System.out.printf(
                Locale.ROOT,
                "series %s: recall %.3f of %d changes, precision %.3f of %d anomalies%n",
                kind,
                figures.recall(),
                figures.injected(),
                figures.precision(),
                figures.found());
        assertThat(figures.recall()).as("recall").isGreaterThanOrEqualTo(0.9);
        assertThat(figures.precision()).as("precision").isGreaterThanOrEqualTo(0.9);
    }
}
