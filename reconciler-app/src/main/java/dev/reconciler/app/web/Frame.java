package dev.reconciler.app.web;

import java.time.Instant;

/**
 * What every page shows around its content.
 *
 * @param active path of the navigation's entry that is shown as the present one
 * @param reviews items that wait for a person
 * @param applies whether the daemon itself applies changes, so that events may be parked
 * @param notice what was just done; empty if nothing was
 */
public record Frame(
        String title,
        String active,
        String person,
        String pipeline,
        long reviews,
        boolean applies,
        String notice,
        Instant now) {}
