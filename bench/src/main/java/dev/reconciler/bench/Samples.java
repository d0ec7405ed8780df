package dev.reconciler.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times of repeated measurements in seconds. */
final class Samples {
    private final List<Double> seconds = new ArrayList<>();

    void add(String what, Timings.Whole work) throws Exception {
        long start = System.nanoTime();
        work.run();
        add(what, (System.nanoTime() - start) / 1e9);
    }

    void add(String what, double took) {
        seconds.add(took);
        ProgressLog.say("%s: %.2f s", what, took);
    }

    double best() {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    Map<String, Object> describe() {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("medianSeconds", Figure.rounded(median()));
        text.put("bestSeconds", Figure.rounded(best()));
        text.put("allSeconds", seconds.stream().map(Figure::rounded).toList());
        return text;
    }
}
