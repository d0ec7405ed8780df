package dev.reconciler.app.check;

import dev.reconciler.app.check.CheckProblem.Severity;
import java.util.List;
import java.util.stream.Collectors;

/** The errors that keep a pipeline from starting, one per line, each with its fix. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(List<CheckProblem> problems) {
        super(problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem -> problem.where() + ": " + problem.what() + "; " + problem.fix())
                .collect(Collectors.joining(System.lineSeparator())));
    }
}
