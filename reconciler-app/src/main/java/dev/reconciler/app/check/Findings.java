package dev.reconciler.app.check;

import dev.reconciler.app.check.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects problems as they are found. */
final class Findings {
    private final List<Problem> problems = new ArrayList<>();

    void error(String where, String what, String fix) {
        problems.add(new Problem(Severity.ERROR, what, where, fix));
    }

    void warning(String where, String what, String fix) {
        problems.add(new Problem(Severity.WARNING, what, where, fix));
    }

    void note(String where, String what, String fix) {
        problems.add(new Problem(Severity.NOTE, what, where, fix));
    }

    List<Problem> all() {
        return List.copyOf(problems);
    }
}
