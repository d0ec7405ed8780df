package dev.reconciler.app.web;

import java.time.Instant;

/**
 * The part that all pages share.
 *
 * @param active the path of the current navigation entry
 * @param reviews the number of items in review
 * @param applies true in mode replicate, where the daemon applies changes and events may be parked
 * @param notice reports the action that was just carried out; empty if there is none
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
