package dev.reconciler.bench.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Both databases side by side, by SQL that shares nothing with the product's. */
final class Comparison {
    private final World world;

    Comparison(World world) {
        this.world = world;
    }

    /** Rows that one side lacks or has otherwise; empty if both hold the same. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        CampaignShop.KEYS.forEach((table, key) -> {
            Map<String, String> here = rows(CampaignServer.TARGET, table, key);
            rows(CampaignServer.SOURCE, table, key).forEach((id, hash) -> {
                String found = here.remove(id);
                if (found == null) {
                    differences.add("missing in the target: " + table + "/" + id);
                } else if (!found.equals(hash)) {
                    differences.add("different: " + table + "/" + id);
                }
            });
            here.keySet().forEach(id -> differences.add("only in the target: " + table + "/" + id));
        });
        return differences;
    }

    private Map<String, String> rows(CampaignServer side, String table, List<String> key) {
        String sql =
                "SELECT concat_ws(',', %s) AS k, md5(t::text) AS h FROM %s t".formatted(String.join(", ", key), table);
        Map<String, String> rows = new HashMap<>();
        world.query(side, sql).forEach(row -> rows.put(String.valueOf(row.get("k")), String.valueOf(row.get("h"))));
        return rows;
    }
}
