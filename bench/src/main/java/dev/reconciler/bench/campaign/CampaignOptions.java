package dev.reconciler.bench.campaign;

import dev.reconciler.bench.lab.shop.ServerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of the command line.
 *
 * @param faults maximum number of faults, in addition to those of the start
 * @param atMost time after which no fault begins; the settling follows
 * @param shortForm the cheap faults, each about once
 * @param keep permanent directory of logs and lists; null for a directory that stays only if the campaign fails
 */
record CampaignOptions(
        long seed,
        int faults,
        Duration atMost,
        boolean shortForm,
        @Nullable Path keep,
        ServerKind source,
        ServerKind target) {
    private static final Duration SHORT = Duration.ofSeconds(215);
    private static final String USAGE =
            "usage: bench/campaign [--source ENGINE] [--target ENGINE] [--seed N] [--minutes M | --faults N] [--short]"
                    + " [--keep DIR]; engines: " + List.of(ServerKind.values());

    /** @throws IllegalArgumentException with the usage */
    static CampaignOptions parse(String... args) {
        long seed = 1;
        int faults = Integer.MAX_VALUE;
        Duration atMost = Duration.ZERO;
        boolean shortForm = false;
        Path keep = null;
        ServerKind source = ServerKind.postgres;
        ServerKind target = ServerKind.postgres;
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--seed" -> seed = number(rest);
                case "--minutes" -> atMost = Duration.ofMinutes(number(rest));
                case "--faults" -> faults = Math.toIntExact(number(rest));
                case "--short" -> shortForm = true;
                case "--source" -> source = kind(rest);
                case "--target" -> target = kind(rest);
                case "--keep" -> keep = Path.of(value(rest)).toAbsolutePath();
                default -> throw new IllegalArgumentException("'" + option + "' is not an option; " + USAGE);
            }
        }
        if (atMost.isZero()) {
            atMost = shortForm ? SHORT : faults < Integer.MAX_VALUE ? Duration.ofDays(1) : Duration.ofMinutes(45);
        }
        return new CampaignOptions(seed, faults, atMost, shortForm, keep, source, target);
    }

    private static long number(Deque<String> rest) {
        String text = value(rest);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number; " + USAGE, e);
        }
    }

    private static ServerKind kind(Deque<String> rest) {
        String name = value(rest);
        return Stream.of(ServerKind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not an engine; " + USAGE));
    }

    private static String value(Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("a value is missing; " + USAGE);
        }
        return rest.pop();
    }
}
