package dev.reconciler.app.http;

import dev.reconciler.app.http.ProblemResponses.ProblemPage;
import java.util.List;
import java.util.Optional;

/** The routes of one part of the server. */
public interface Routes {
    List<Route> routes();

    /** The page that shows problems of browsers' requests; empty if this part has none. */
    default Optional<ProblemPage> problemPage() {
        return Optional.empty();
    }
}
