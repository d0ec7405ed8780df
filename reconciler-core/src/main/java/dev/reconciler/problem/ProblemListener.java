package dev.reconciler.problem;

/** Receives one call when a problem opens, one when its cause changes, and one when it ends. */
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
