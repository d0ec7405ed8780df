package dev.reconciler.app.check;

import dev.reconciler.app.check.CheckProblem.Severity;
import dev.reconciler.endpoint.engine.CheckReport;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems that the checks report. */
final class Findings implements CheckReport {
    private final List<CheckProblem> problems = new ArrayList<>();

    @Override
    public void error(String where, String what, String fix) {
        problems.add(new CheckProblem(Severity.ERROR, what, where, fix));
    }

    @Override
    public void warning(String where, String what, String fix) {
        problems.add(new CheckProblem(Severity.WARNING, what, where, fix));
    }

    @Override
    public void note(String where, String what, String fix) {
        problems.add(new CheckProblem(Severity.NOTE, what, where, fix));
    }

    void addAll(Findings others) {
        problems.addAll(others.problems);
    }

    List<CheckProblem> all() {
        return List.copyOf(problems);
    }
}
