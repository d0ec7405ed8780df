package dev.reconciler.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ScheduleConfig;
import dev.reconciler.app.config.ScheduledJob;
import dev.reconciler.app.schedule.JobWatch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class JobWatchTest {
    private static final Instant START = Instant.parse("2026-03-04T10:00:00Z");
    private static final ScheduleConfig HOURLY = new ScheduleConfig.Every(Duration.ofHours(1));
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Map<String, Instant> successes = new TreeMap<>();
    private Instant now = START;

    @Test
    void jobWithoutSuccessIsOverdueTwoIntervalsAfterTheStart() {
        now = START.plus(Duration.ofHours(2));
        assertThat(count(HOURLY)).isEqualTo(new Standing(ScheduledJob.COUNT, null, now, false));

        now = now.plusMillis(1);
        assertThat(count(HOURLY).overdue()).isTrue();
    }

    @Test
    void successOfAnEarlierProcessCounts() {
        successes.put("count", START.minus(Duration.ofHours(3)));
        assertThat(count(HOURLY).overdue()).isTrue();

        successes.put("count", START.minus(Duration.ofMinutes(90)));
        assertThat(count(HOURLY).overdue()).isFalse();
        now = START.plus(Duration.ofMinutes(31));
        assertThat(count(HOURLY).overdue()).isTrue();
    }

    @Test
    void cronIsMeasuredBetweenItsNextExecutions() {
        ScheduleConfig nightly = new ScheduleConfig.Cron("0 0 2 * * *", ZoneId.of("UTC"));
        successes.put("count", Instant.parse("2026-03-04T02:20:00Z"));

        assertThat(count(nightly).dueBy()).isEqualTo(Instant.parse("2026-03-06T02:20:00Z"));
    }

    @Test
    void weekendInACronIsNoDelay() {
        ScheduleConfig workdays = new ScheduleConfig.Cron("0 0 2 * * MON-FRI", ZoneId.of("UTC"));
        successes.put("count", Instant.parse("2026-03-06T02:20:00Z")); // a Friday

        now = Instant.parse("2026-03-09T02:30:00Z");
        assertThat(count(workdays).overdue()).isFalse();
        now = Instant.parse("2026-03-10T02:00:01Z");
        assertThat(count(workdays).overdue()).isTrue();
    }

    @Test
    void cronFollowsItsZoneThroughTheNightWithoutAnHour() {
        ScheduleConfig nightly = new ScheduleConfig.Cron("0 30 4 * * *", BERLIN);
        successes.put("count", Instant.parse("2026-03-28T03:30:00Z")); // 04:30, the day before summer time

        assertThat(count(nightly).dueBy()).isEqualTo(Instant.parse("2026-03-30T03:30:00Z"));
    }

    @Test
    void jobThatIsOffIsNeverOverdue() {
        now = START.plus(Duration.ofDays(400));

        assertThat(watch(new ScheduleConfig.Off()).jobs()).isEmpty();
    }

    private Standing count(ScheduleConfig schedule) {
        assertThat(watch(schedule).jobs()).hasSize(1);
        return watch(schedule).jobs().get(0);
    }

    private JobWatch watch(ScheduleConfig schedule) {
        return new JobWatch(Map.of(ScheduledJob.COUNT, schedule), () -> successes, START, () -> now);
    }
}
