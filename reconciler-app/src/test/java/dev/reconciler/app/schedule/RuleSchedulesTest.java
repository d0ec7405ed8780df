package dev.reconciler.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.CronExpressions;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.rules.RuleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class RuleSchedulesTest {
    private static final Instant START = Instant.parse("2026-03-04T10:00:00Z");

    @TempDir
    private Path directory;

    private final Map<String, Instant> last = new TreeMap<>();
    private final List<List<String>> runs = new ArrayList<>();
    private boolean canRun = true;
    private int readings;
    private Instant now = START;
    private RuleSchedules schedules;

    @BeforeEach
    void write() throws IOException {
        rule("nightly", "schedule: {cron: '0 2 * * *', zone: UTC}");
        rule("hourly", "schedule: {cron: '30 * * * *', zone: UTC}");
        rule("with-all-others", "owner: somebody");
        schedules = new RuleSchedules(
                this::book,
                () -> {
                    readings++;
                    return last;
                },
                rules -> {
                    if (canRun) {
                        runs.add(rules);
                    }
                    return canRun;
                },
                START,
                () -> now);
    }

    private RuleBook book() {
        return RuleFiles.readFolder(directory, CronExpressions::sixFields);
    }

    private void rule(String name, String setting) throws IOException {
        Files.writeString(directory.resolve(name + ".yaml"), """
                rule: %s
                description: The rule of this test.
                table: public.customers
                action: warn
                %s
                expect_empty:
                  target: SELECT id FROM customers
                  key: [id]
                """.formatted(name, setting));
    }

    private List<List<String>> runsAt(String time) {
        now = Instant.parse(time);
        runs.clear();
        schedules.run();
        return runs;
    }

    @Test
    void ruleIsEvaluatedOnceAtEachOfItsTimes() {
        assertThat(runsAt("2026-03-04T10:29:59Z")).isEmpty();
        assertThat(runsAt("2026-03-04T10:30:00Z")).containsExactly(List.of("hourly"));
        assertThat(runsAt("2026-03-04T10:30:05Z")).as("without results too").isEmpty();
        assertThat(runsAt("2026-03-04T11:30:00Z")).containsExactly(List.of("hourly"));
        assertThat(runsAt("2026-03-05T02:30:00Z")).containsExactly(List.of("hourly", "nightly"));
    }

    @Test
    void timeThatPassedWhileNoDaemonRanIsMadeUpForOnce() {
        last.put("nightly", START.minus(Duration.ofDays(3)));
        last.put("hourly", START.minus(Duration.ofMinutes(10)));

        assertThat(runsAt("2026-03-04T10:00:05Z")).containsExactly(List.of("nightly"));
        last.put("nightly", now);
        assertThat(runsAt("2026-03-04T10:00:10Z")).isEmpty();
    }

    @Test
    void ruleStaysDueWhileAnotherRunOfRulesIsRunning() {
        canRun = false;
        assertThat(runsAt("2026-03-04T10:30:00Z")).isEmpty();
        canRun = true;
        assertThat(runsAt("2026-03-04T10:30:05Z")).containsExactly(List.of("hourly"));
    }

    /** The record grows with each run, and rules are looked at every few seconds. */
    @Test
    void recordIsReadAtTheStartAndWhenARuleMayBeDue() {
        runsAt("2026-03-04T10:00:05Z");
        runsAt("2026-03-04T10:00:10Z");
        assertThat(readings).isEqualTo(1);

        last.put("hourly", Instant.parse("2026-03-04T10:29:59Z"));
        assertThat(runsAt("2026-03-04T10:30:00Z")).containsExactly(List.of("hourly"));
        assertThat(readings).isEqualTo(2);

        last.put("hourly", Instant.parse("2026-03-04T11:30:01Z"));
        assertThat(runsAt("2026-03-04T11:30:02Z")).as("evaluated by a command").isEmpty();
        assertThat(readings).isEqualTo(3);
    }

    @Test
    void timeThatComesTwiceOnADayIsDueOnceAndOneThatDoesNotComeIsNot() throws IOException {
        rule("hourly", "owner: somebody");
        rule("nightly", "schedule: {cron: '30 2 * * *', zone: Europe/Berlin}");

        assertThat(runsOnDay("2026-03-29")).as("there is no 02:30").isZero();
        assertThat(runsOnDay("2026-03-30")).isEqualTo(1);
        assertThat(runsOnDay("2026-10-25")).as("02:30 comes twice").isEqualTo(1);
        assertThat(runsOnDay("2026-10-26")).isEqualTo(1);
    }

    private long runsOnDay(String date) {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant first = LocalDate.parse(date).atStartOfDay(berlin).toInstant();
        Instant end = LocalDate.parse(date).plusDays(1).atStartOfDay(berlin).toInstant();
        last.put("nightly", first);
        long count = 0;
        for (Instant time = first; time.isBefore(end); time = time.plus(Duration.ofMinutes(5))) {
            count += runsAt(time.toString()).size();
        }
        return count;
    }

    @Test
    void editedScheduleTakesEffectAtOnce() throws IOException {
        rule("hourly", "schedule: {cron: '10 * * * *', zone: UTC}");

        assertThat(runsAt("2026-03-04T10:10:00Z")).containsExactly(List.of("hourly"));
    }
}
