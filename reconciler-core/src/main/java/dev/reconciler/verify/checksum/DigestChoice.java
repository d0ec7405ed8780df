package dev.reconciler.verify.checksum;

import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The digest method of each table, and whether it is read by ranges of keys or by buckets; chosen once, at the first connection to both
 * servers.
 *
 * <p>No verdict depends on the choice. Servers that hash alike now may differ later, after a failover to another architecture:
 * then the sums of every chunk differ, its rows are read and compared by value, and a run takes longer.
 */
public final class DigestChoice {
    private static final DigestChoice CANONICAL = new DigestChoice(Map.of());

    private final Map<String, Chosen> byTable;

    private DigestChoice(Map<String, Chosen> byTable) {
        this.byTable = Map.copyOf(byTable);
    }

    /**
     * @param reason the reason for a person; empty if no explanation is needed
     * @param byBuckets true if a checksum reads the whole table at once ({@link BucketCheck}), because ranges would scan it
     */
    public record Chosen(DigestMethod method, String reason, boolean byBuckets) {
        /** The method with the reason, for messages. */
        public String describe() {
            return "digest: " + method.label() + (reason.isEmpty() ? "" : " (" + reason + ")");
        }

        /** The operator's possible action; empty if no action is needed. */
        public String fix() {
            return method == DigestMethod.CANONICAL && !reason.isEmpty()
                    ? "none needed: verdicts are the same, a checksum takes longer"
                    : "";
        }
    }

    /** {@link DigestMethod#CANONICAL} for each table. */
    public static DigestChoice canonical() {
        return CANONICAL;
    }

    /** @throws dev.reconciler.endpoint.read.ReadFailedException if a server can't be queried */
    public static DigestChoice of(
            DigestSetting setting, Collection<MappedTable> tables, DigestProbe source, DigestProbe target) {
        Map<String, Chosen> chosen = new HashMap<>();
        List<MappedTable> alike = setting == DigestSetting.CANONICAL
                ? List.of()
                : tables.stream()
                        .filter(table -> source.streamsRows(table) == target.streamsRows(table))
                        .toList();
        Map<String, Map<String, String>> ofSource = source.knownAnswers(alike);
        Map<String, Map<String, String>> ofTarget = target.knownAnswers(alike);
        List<MappedTable> canonical = new ArrayList<>();
        for (MappedTable table : tables) {
            String streamed = streamed(source.streamsRows(table), target.streamsRows(table));
            Chosen of = setting == DigestSetting.CANONICAL && streamed.isEmpty()
                    ? new Chosen(DigestMethod.CANONICAL, "verification.digest is canonical", false)
                    : chosen(
                            setting,
                            ofSource.getOrDefault(table.id(), Map.of()),
                            ofTarget.getOrDefault(table.id(), Map.of()),
                            streamed);
            chosen.put(table.id(), of);
            if (of.method() == DigestMethod.CANONICAL && !streamed.isEmpty()) {
                canonical.add(table);
            }
        }
        scanned(canonical, source, target)
                .forEach((table, reason) -> chosen.computeIfPresent(
                        table, (id, of) -> new Chosen(of.method(), of.reason() + reason, true)));
        return new DigestChoice(chosen);
    }

    private static String streamed(boolean source, boolean target) {
        String sides = source && target ? "both sides" : source ? "the source" : "the target";
        return source || target ? "rows of " + sides + " are streamed and hashed by the daemon" : "";
    }

    /**
     * The reason for each table to be read by buckets. Tables that no side streams keep ranges, for which an index can be added beside
     * that of the primary key.
     */
    private static Map<String, String> scanned(Collection<MappedTable> tables, DigestProbe source, DigestProbe target) {
        Map<String, String> reasons = new HashMap<>();
        target.withoutRanges(tables).forEach(table -> reasons.put(table, "the target"));
        source.withoutRanges(tables).forEach(table -> reasons.merge(table, "the source", (a, b) -> "either side"));
        reasons.replaceAll((table, side) -> "; read by buckets, as no index of " + side + " sorts the key by byte");
        return reasons;
    }

    /** Two servers whose kinds of values have different names have no native digest in common, whatever the setting. */
    private static Chosen chosen(
            DigestSetting setting, Map<String, String> source, Map<String, String> target, String streamed) {
        if (source.isEmpty() || !source.keySet().equals(target.keySet())) {
            return new Chosen(
                    DigestMethod.CANONICAL,
                    streamed.isEmpty() ? "the engines share no native digest" : streamed,
                    false);
        }
        List<String> differing = differing(source, target);
        if (differing.isEmpty()) {
            return new Chosen(DigestMethod.NATIVE, "", false);
        }
        String reason = "the servers hash known values of kind " + String.join(", ", differing) + " differently";
        return setting == DigestSetting.NATIVE
                ? new Chosen(DigestMethod.NATIVE, "verification.digest is native, although " + reason, false)
                : new Chosen(DigestMethod.CANONICAL, reason, false);
    }

    private static List<String> differing(Map<String, String> source, Map<String, String> target) {
        return new TreeSet<>(source.keySet())
                .stream()
                        .filter(kind -> !Objects.equals(source.get(kind), target.get(kind)))
                        .toList();
    }

    public DigestMethod of(MappedTable table) {
        return chosen(table).method();
    }

    /** The method of a table, with the reason, if there is one. */
    public Chosen chosen(MappedTable table) {
        return byTable.getOrDefault(table.id(), new Chosen(DigestMethod.CANONICAL, "", false));
    }
}
