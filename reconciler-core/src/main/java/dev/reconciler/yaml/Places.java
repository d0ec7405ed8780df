package dev.reconciler.yaml;

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
public final class Places {
    private static final Pattern INDEX = Pattern.compile("[0-9]+");

    private final Map<List<String>, Mark> marks = new HashMap<>();
    private final Map<List<String>, YamlProblem> problems = new LinkedHashMap<>();

    void mark(List<String> path, Mark mark) {
        marks.putIfAbsent(path, mark);
    }

    public boolean hasProblem(List<String> path) {
        return problems.containsKey(path);
    }

    /** Reports a problem of the setting at that path. A missing setting has the place of its parent. */
    public void problem(List<String> path, String what, String fix) {
        problemAt(markOf(path), path, what, fix);
    }

    /** The line of the setting at that path, from 1. A missing setting has the place of its parent. */
    public int line(List<String> path) {
        return line(markOf(path));
    }

    private @Nullable Mark markOf(List<String> path) {
        int known = path.size();
        while (known > 0 && !marks.containsKey(path.subList(0, known))) {
            known--;
        }
        return marks.get(path.subList(0, known));
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    void problemAt(@Nullable Mark mark, List<String> path, String what, String fix) {
        int column = mark == null ? 1 : mark.getColumn() + 1;
        problems.putIfAbsent(path, new YamlProblem(line(mark), column, display(path), what, fix));
    }

    /** Returns the problems in the order of their places. */
    public List<YamlProblem> problems() {
        List<YamlProblem> sorted = new ArrayList<>(problems.values());
        sorted.sort(Comparator.comparingInt(YamlProblem::line).thenComparingInt(YamlProblem::column));
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
