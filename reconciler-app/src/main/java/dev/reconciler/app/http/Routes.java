package dev.reconciler.app.http;

import dev.reconciler.app.http.ProblemResponses.ProblemPage;
import java.util.List;
import java.util.Optional;

/** A part of what is served. */
public interface Routes {
    List<Route> routes();

    /** How a person is shown what goes wrong in any request of theirs; empty where this part has no page for it. */
    default Optional<ProblemPage> problemPage() {
        return Optional.empty();
    }
}
