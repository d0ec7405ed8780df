package dev.reconciler.app.check;

import dev.reconciler.app.check.Problem.Severity;
import dev.reconciler.endpoint.engine.CheckReport;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems that the checks report. */
final class Findings implements CheckReport {
    private final List<Problem> problems = new ArrayList<>();

    @Override
    public void error(String where, String what, String fix) {
        problems.add(new Problem(Severity.ERROR, what, where, fix));
    }

    @Override
    public void warning(String where, String what, String fix) {
        problems.add(new Problem(Severity.WARNING, what, where, fix));
    }

    @Override
    public void note(String where, String what, String fix) {
        problems.add(new Problem(Severity.NOTE, what, where, fix));
    }

    List<Problem> all() {
        return List.copyOf(problems);
    }
}
