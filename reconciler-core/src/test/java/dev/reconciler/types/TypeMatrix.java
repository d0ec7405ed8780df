package dev.reconciler.types;

import dev.reconciler.mapping.PairOfTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The section of docs/TYPES.md with the outcome of each type between each pair of servers. */
final class TypeMatrix {
    private static final String BEGIN = "<!-- TypeContractTest writes this section. -->\n";
    private static final String END = "<!-- End of the section. -->\n";

    private final Map<PairOfServers, Map<String, Outcome>> outcomes = new LinkedHashMap<>();

    void add(PairOfServers pair, Map<String, Outcome> lines) {
        outcomes.put(pair, lines);
    }

    /** @throws IllegalArgumentException if the page lacks the section's marks */
    static String sectionOf(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page lacks the line " + BEGIN + " or the line " + END);
        }
        return page.substring(begin + BEGIN.length(), end);
    }

    String writtenInto(String page) {
        return page.replace(BEGIN + sectionOf(page), BEGIN + section());
    }

    String section() {
        List<String> pairs = Stream.concat(EdgeValues.ofBothServers().stream(), EdgeValues.fromPostgres().stream())
                .map(Sample::line)
                .toList();
        List<String> own = outcomes.get(new PairOfServers(Server.POSTGRESQL, Server.POSTGRESQL)).keySet().stream()
                .filter(line -> !pairs.contains(line))
                .toList();
        List<PairOfServers> all = List.copyOf(outcomes.keySet());
        return table("MySQL or MariaDB, and PostgreSQL", pairs, all) + "\n"
                + table(
                        "PostgreSQL; `" + Sample.TEXT + "` in MySQL and MariaDB",
                        own,
                        all.stream()
                                .filter(pair -> pair.source() == Server.POSTGRESQL)
                                .toList())
                + "\n" + refusals();
    }

    private String table(String title, List<String> lines, List<PairOfServers> columns) {
        StringBuilder text = new StringBuilder("| ").append(title);
        columns.forEach(pair -> text.append(" | ").append(pair.label()));
        text.append(" | values that `check` names |\n|---")
                .append("|---".repeat(columns.size() + 1))
                .append("|\n");
        for (String line : lines) {
            text.append("| ").append(line);
            for (PairOfServers pair : columns) {
                text.append(" | ").append(cell(outcomes.get(pair).get(line)));
            }
            text.append(" | ").append(announced(line)).append(" |\n");
        }
        return text.toString();
    }

    private static String cell(@Nullable Outcome outcome) {
        if (outcome == null) {
            return "";
        }
        if (outcome instanceof Outcome.Exact exact) {
            return exact.rejected() == 0 ? "" + exact.values() : exact.values() + ", " + exact.rejected() + " rejected";
        }
        return outcome instanceof Outcome.Refused ? "refused" : "broken";
    }

    private String announced(String line) {
        Map<Server, Set<String>> byTarget = new LinkedHashMap<>();
        outcomes.forEach((pair, lines) -> {
            // MariaDB names the same values, with types in its own spelling.
            boolean named = pair.source() == Server.MYSQL || pair.target() == Server.MYSQL;
            if (named && pair.isBetweenEngines() && lines.get(line) instanceof Outcome.Exact exact) {
                byTarget.computeIfAbsent(pair.target(), each -> new LinkedHashSet<>())
                        .addAll(exact.announced());
            }
        });
        List<String> parts = new ArrayList<>();
        byTarget.forEach((target, exceptions) -> {
            if (!exceptions.isEmpty()) {
                parts.add("to " + target.label() + ": " + String.join(", ", exceptions));
            }
        });
        return String.join("; ", parts);
    }

    private static String refusals() {
        return "| source | target | refused by `check`, with the fix |\n|---|---|---|\n"
                + RefusedPair.all().stream()
                        .map(pair -> "| " + name(pair.source()) + " | " + name(pair.target()) + " | "
                                + ((PairOfTypes.Refused) pair.decision()).problem() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String name(String marked) {
        return (marked.startsWith("pg ") ? "PostgreSQL `" : "MySQL, MariaDB `") + marked.substring(3) + "`";
    }
}
