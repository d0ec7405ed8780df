package dev.reconciler.endpoint.mysql.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import java.util.ArrayList;
import java.util.List;

/** The findings that were reported, each with its severity: {@code error: what | fix}. */
final class Reported implements CheckReport {
    private final List<String> lines = new ArrayList<>();

    List<String> lines() {
        return lines;
    }

    @Override
    public void error(String where, String what, String fix) {
        lines.add("error: " + what + " | " + fix);
    }

    @Override
    public void warning(String where, String what, String fix) {
        lines.add("warning: " + what + " | " + fix);
    }

    @Override
    public void note(String where, String what, String fix) {
        lines.add("note: " + what + " | " + fix);
    }
}
