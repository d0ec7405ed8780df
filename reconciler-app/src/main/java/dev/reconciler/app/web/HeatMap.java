package dev.reconciler.app.web;

import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.coverage.Chunk;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A table's chunks as a row of at most 200 cells: one per chunk, or one per group of neighbouring chunks. */
public final class HeatMap {
    private static final int CELLS = 200;

    private final Instant now;

    HeatMap(Instant now) {
        this.now = now;
    }

    /**
     * @param style the cell's CSS classes
     * @param sign the character shown in the cell, so that colour is not the only sign; may be empty
     * @param text the cell's content as text
     */
    public record Cell(String style, String sign, String text) {}

    /** @param tenant the owner of the rows that differ */
    public record TenantCells(String tenant, List<Cell> cells) {}

    /** Classes of age, youngest first. Each ends at an age, inclusive; the last one has no end. */
    public enum Age {
        HOUR("up to an hour ago", Duration.ofHours(1)),
        DAY("up to a day ago", Duration.ofDays(1)),
        DAYS("up to 3 days ago", Duration.ofDays(3)),
        WEEK("up to a week ago", Duration.ofDays(7)),
        OLDER("longer ago", Duration.ofSeconds(Long.MAX_VALUE));

        private final String label;
        private final Duration end;

        Age(String label, Duration end) {
            this.label = label;
            this.end = end;
        }

        static Age of(Duration age) {
            for (Age each : values()) {
                if (age.compareTo(each.end) <= 0) {
                    return each;
                }
            }
            return OLDER;
        }

        public String label() {
            return label;
        }

        public String style() {
            return "age" + ordinal();
        }
    }

    List<Cell> cells(List<Chunk> map) {
        List<Cell> cells = new ArrayList<>();
        for (int[] part : parts(map.size())) {
            cells.add(cell(map, part[0], part[1]));
        }
        return cells;
    }

    /** For each tenant with differences, the cells that hold them. */
    List<TenantCells> tenants(List<Chunk> map) {
        TreeSet<String> tenants = new TreeSet<>();
        map.forEach(chunk -> chunk.findings().keySet().forEach(tenant -> tenants.add(tenant.value())));
        List<TenantCells> rows = new ArrayList<>();
        for (String tenant : tenants) {
            List<Cell> cells = new ArrayList<>();
            for (int[] part : parts(map.size())) {
                long found = map.subList(part[0], part[1]).stream()
                        .mapToLong(chunk -> chunk.findings().getOrDefault(new TenantId(tenant), 0L))
                        .sum();
                String where = place(map, part[0], part[1]);
                cells.add(
                        found > 0
                                ? new Cell("diverged", "≠", where + ": " + differences(found))
                                : new Cell("none", "", where + ": no differences"));
            }
            rows.add(new TenantCells(tenant, cells));
        }
        return rows;
    }

    private static List<int[]> parts(int chunks) {
        int cells = Math.min(CELLS, chunks);
        List<int[]> parts = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            parts.add(new int[] {(int) ((long) i * chunks / cells), (int) ((long) (i + 1) * chunks / cells)});
        }
        return parts;
    }

    private Cell cell(List<Chunk> map, int from, int to) {
        List<Chunk> chunks = map.subList(from, to);
        Optional<VerifiedThrough> oldest = chunks.stream()
                .map(Chunk::verified)
                .filter(Objects::nonNull)
                .min(Comparator.comparing(VerifiedThrough::at));
        boolean never = chunks.stream().anyMatch(Chunk::isNever);
        boolean dirty = chunks.stream().anyMatch(Chunk::isDirty);
        boolean diverged = chunks.stream().anyMatch(Chunk::isDiverged);
        StringBuilder style = new StringBuilder(
                diverged
                        ? "diverged"
                        : never || oldest.isEmpty()
                                ? "never"
                                : Age.of(Duration.between(oldest.get().at(), now))
                                        .style());
        if (dirty) {
            style.append(" dirty");
        }
        String words = place(map, from, to) + ": " + (to - from == 1 ? words(chunks.get(0)) : words(chunks, oldest));
        return new Cell(style.toString(), diverged ? "≠" : "", words);
    }

    private String words(Chunk chunk) {
        VerifiedThrough verified = chunk.verified();
        String range = "keys " + bound(chunk.range().from(), "the first") + " to "
                + bound(chunk.range().to(), "the last");
        if (verified == null) {
            return range + ", never verified";
        }
        return range + ", " + Show.number(chunk.rows()) + " rows, "
                + (chunk.isDiverged() ? differences(sum(chunk)) : "agreed") + ", verified "
                + Show.ago(verified.at(), now) + " through " + verified.position() + " by " + verified.job()
                + (chunk.isDirty() ? ", changed since" : "");
    }

    private String words(List<Chunk> chunks, Optional<VerifiedThrough> oldest) {
        long found = chunks.stream().mapToLong(HeatMap::sum).sum();
        long dirty = chunks.stream().filter(Chunk::isDirty).count();
        long never = chunks.stream().filter(Chunk::isNever).count();
        return (found > 0 ? differences(found) : "no differences") + ", " + dirty + " changed since, " + never
                + " never verified"
                + oldest.map(verified -> ", oldest verification " + Show.ago(verified.at(), now))
                        .orElse("");
    }

    private static String place(List<Chunk> map, int from, int to) {
        return (to - from == 1 ? "Chunk " + to : "Chunks " + (from + 1) + " to " + to) + " of " + map.size();
    }

    private static String differences(long number) {
        return number == 1 ? "1 difference" : Show.number(number) + " differences";
    }

    private static long sum(Chunk chunk) {
        return chunk.findings().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String bound(@Nullable RowKey key, String open) {
        return key == null ? open : Show.key(key.parts());
    }
}
