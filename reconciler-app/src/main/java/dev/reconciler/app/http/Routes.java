package dev.reconciler.app.http;

import java.util.List;

/** A part of what is served. */
public interface Routes {
    List<Route> routes();
}
