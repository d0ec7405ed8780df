package dev.reconciler.app.config;

import java.util.List;
import java.util.stream.Collectors;

/** An invalid file, with all of its problems. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<ConfigProblem> problems;

    public ConfigException(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order of their lines; never empty. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
