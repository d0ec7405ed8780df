package dev.reconciler.app.check;

import dev.reconciler.endpoint.read.DigestProbe;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.verify.checksum.DigestChoice;
import dev.reconciler.verify.checksum.DigestSetting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Reports the digest method of each table. */
final class DigestChecks {
    private final Findings findings;

    DigestChecks(Findings findings) {
        this.findings = findings;
    }

    /** Adds one note per method and reason. */
    void check(DigestSetting setting, List<MappedTable> tables, DigestProbe source, DigestProbe target) {
        DigestChoice choice = DigestChoice.of(setting, tables, source, target);
        tables.stream()
                .collect(Collectors.groupingBy(choice::chosen, LinkedHashMap::new, Collectors.toList()))
                .forEach(this::note);
    }

    private void note(DigestChoice.Chosen chosen, List<MappedTable> tables) {
        String named = tables.stream().map(MappedTable::id).limit(10).collect(Collectors.joining(", "));
        String more = tables.size() > 10 ? ", and " + (tables.size() - 10) + " more" : "";
        findings.note("verification.digest", chosen.describe() + ": " + named + more, chosen.fix());
    }
}
