package dev.reconciler.problem;

/** Is told once when a problem opens, once when its cause changes, and once when it ends. */
public interface ProblemListener {
    ProblemListener NONE = new ProblemListener() {
        @Override
        public void opened(StandingProblem problem) {}

        @Override
        public void ended(StandingProblem problem) {}
    };

    void opened(StandingProblem problem);

    void ended(StandingProblem problem);
}
