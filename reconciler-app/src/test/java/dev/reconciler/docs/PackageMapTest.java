package dev.reconciler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The map of packages in docs/ARCHITECTURE.md. A line holds features that don't import each other; a feature imports only features of
 * lower lines. A feature is a package with everything below it; in {@code app}, {@code cdc} and {@code endpoint} it is the second name.
 */
@Tag("unit")
class PackageMapTest {
    private static final Set<String> DIVIDED = Set.of("app", "cdc", "endpoint");

    @Test
    void mapHoldsEveryFeatureAndEveryImportPointsDownwards() {
        Map<String, Integer> lines = lines();
        Set<String> features = new TreeSet<>();
        List<String> upwards = new ArrayList<>();
        for (Path file : Pages.files(
                Pages.ROOT,
                path -> path.toString().endsWith(".java")
                        && !path.endsWith("package-info.java")
                        && path.toString().contains("/src/main/java/dev/reconciler/")
                        && !Pages.ROOT.relativize(path).startsWith("bench"))) {
            String text = Pages.text(file);
            String from = feature(Pages.matches("(?m)^package ([\\w.]+);", text)
                    .findFirst()
                    .orElseThrow()
                    .group(1));
            features.add(from);
            Pages.matches("(?m)^import (?:static )?(dev\\.reconciler[a-z.]*)\\.[A-Z]", text)
                    .map(match -> feature(match.group(1)))
                    .filter(to -> !to.equals(from)
                            && lines.getOrDefault(to, -1) <= lines.getOrDefault(from, Integer.MAX_VALUE))
                    .forEach(to -> upwards.add(file.getFileName() + ": " + from + " imports " + to));
        }

        assertThat(lines.keySet()).containsExactlyInAnyOrderElementsOf(features);
        assertThat(upwards).isEmpty();
    }

    /** The line of each feature, counted from the top. */
    private static Map<String, Integer> lines() {
        Map<String, Integer> lines = new LinkedHashMap<>();
        List<String> map = Pages.blocks(Pages.page("docs/ARCHITECTURE.md"), "map")
                .get(0)
                .lines()
                .toList();
        for (int line = 0; line < map.size(); line++) {
            for (String feature : map.get(line).strip().split("[ |]+")) {
                assertThat(lines.put(feature, line))
                        .as("%s stands once", feature)
                        .isNull();
            }
        }
        return lines;
    }

    private static String feature(String packageName) {
        String[] names = packageName.split("\\.");
        int last = names.length > 3 && DIVIDED.contains(names[2]) ? 4 : Math.min(3, names.length);
        return String.join(".", Arrays.copyOfRange(names, Math.min(2, last - 1), last));
    }
}
