package dev.reconciler.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Times of repeated measurements, in seconds. */
final class Timings {
    private final PipelineDatabases databases;
    private final List<Double> seconds = new ArrayList<>();
    private ProcessorTime processor = ProcessorTime.NONE;

    Timings(PipelineDatabases databases) {
        this.databases = databases;
    }

    /** Measures the work, which returns its wall time. */
    double measure(Work work) throws Exception {
        ProcessorTime before = ProcessorTime.now(databases);
        double took = work.seconds();
        processor = processor.plus(ProcessorTime.now(databases).minus(before));
        seconds.add(took);
        return took;
    }

    /** Measures the work from its start to its end. */
    double measureWhole(Whole work) throws Exception {
        return measure(() -> {
            long start = System.nanoTime();
            work.run();
            return (System.nanoTime() - start) / 1e9;
        });
    }

    /** Work that measures its own wall time. */
    @FunctionalInterface
    interface Work {
        double seconds() throws Exception;
    }

    /** Work that is measured from its start to its end. */
    @FunctionalInterface
    interface Whole {
        void run() throws Exception;
    }

    /** Returns the processor time of all measurements. */
    ProcessorTime processor() {
        return processor;
    }

    double best() {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    List<BigDecimal> all() {
        return seconds.stream().map(Figure::rounded).collect(Collectors.toList());
    }

    Map<String, Object> describe() {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("medianSeconds", Figure.rounded(median()));
        text.put("bestSeconds", Figure.rounded(best()));
        text.put("allSeconds", all());
        text.put("meanProcessorSeconds", processor.describe(seconds.size()));
        return text;
    }
}
