package dev.reconciler.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** The place of each setting in the file, and the problems. A setting has at most one problem: the first one is the cause. */
final class Places {
    private static final Pattern INDEX = Pattern.compile("[0-9]+");

    private final String file;
    private final Map<List<String>, Mark> marks = new HashMap<>();
    private final Map<List<String>, ConfigProblem> problems = new LinkedHashMap<>();

    Places(String file) {
        this.file = file;
    }

    void mark(List<String> path, Mark mark) {
        marks.putIfAbsent(path, mark);
    }

    boolean hasProblem(List<String> path) {
        return problems.containsKey(path);
    }

    /** Reports a problem of the setting at that path. A missing setting has the place of its parent. */
    void problem(List<String> path, String what, String fix) {
        int known = path.size();
        while (known > 0 && !marks.containsKey(path.subList(0, known))) {
            known--;
        }
        problemAt(marks.get(path.subList(0, known)), path, what, fix);
    }

    void problemAt(@Nullable Mark mark, List<String> path, String what, String fix) {
        int line = mark == null ? 1 : mark.getLine() + 1;
        int column = mark == null ? 1 : mark.getColumn() + 1;
        problems.putIfAbsent(path, new ConfigProblem(file, line, column, display(path), what, fix));
    }

    List<ConfigProblem> problems() {
        List<ConfigProblem> sorted = new ArrayList<>(problems.values());
        sorted.sort(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column));
        return sorted;
    }

    private static String display(List<String> path) {
        StringBuilder text = new StringBuilder();
        for (String step : path) {
            if (INDEX.matcher(step).matches()) {
                text.append('[').append(step).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }
}
